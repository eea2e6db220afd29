using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Clones the repositories of a task into its sandbox. Calling it again starts over.</summary>
internal sealed class RepositoryCloner(Mirrors mirrors, IArtifactStore artifacts, BotFiles files, GitHubOptions options)
{
    /// <summary>Clones all, restores earlier work, writes AGENTS.md and CLAUDE.md.</summary>
    internal async Task<IReadOnlyList<ClonedRepository>> CloneAsync(ISandbox sandbox, CloneRepositories input, CancellationToken cancellationToken)
    {
        if (!BranchName.IsValid(input.Branch))
        {
            throw ActivityFailures.InvalidRequest($"'{input.Branch}' is not a valid branch name.");
        }

        var addresses = RepositoryAddress.Require(new Uri(options.Url), input.Repositories);
        var starts = await Task.WhenAll(addresses.Zip(input.Repositories, (a, r) => StartAsync(a, r.Branch, cancellationToken)));

        var git = new SandboxGit(sandbox, options);
        await files.WriteGitConfigurationAsync(sandbox, cancellationToken);
        var folders = WorkspaceFolders.For(addresses);
        var cloned = new List<ClonedRepository>();
        for (var i = 0; i < starts.Length; i++)
        {
            var bundle = input.Restore?.GetValueOrDefault(input.Repositories[i].FullName);
            cloned.Add(await CloneAsync(sandbox, git, starts[i], folders[i], input, bundle, cancellationToken) with
            {
                Name = input.Repositories[i].FullName,
            });
        }

        await files.WriteInstructionsAsync(sandbox, input, cloned, cancellationToken);
        return cloned;
    }

    /// <summary>Updates the mirror and finds the commit to start from.</summary>
    private async Task<Start> StartAsync(RepositoryAddress address, string? branch, CancellationToken cancellationToken)
    {
        Mirror mirror;
        try
        {
            mirror = await mirrors.UpdateAsync(address, cancellationToken);
        }
        catch (GitException e)
        {
            throw RepositoryFailures.Classify(e, address, () => FindNearest(address));
        }

        if ((branch ?? mirror.DefaultBranch) is not { } name)
        {
            throw ActivityFailures.InvalidRequest($"{address.FullName} is empty: it needs a first commit.");
        }

        var commit = await mirrors.FindCommitAsync(mirror, name, cancellationToken);
        return commit is null ? throw await NoBranchAsync(mirror, name, cancellationToken) : new Start(mirror, name, commit);
    }

    private string? FindNearest(RepositoryAddress address) => NearestName.Find(
        address.FullName, mirrors.ListRepositories(address).Where(r => !string.Equals(r, address.FullName, StringComparison.OrdinalIgnoreCase)));

    private async Task<Exception> NoBranchAsync(Mirror mirror, string branch, CancellationToken cancellationToken)
    {
        var branches = await mirrors.ListBranchesAsync(mirror, cancellationToken);
        if (branches.Count == 0)
        {
            return ActivityFailures.InvalidRequest($"{mirror.Address.FullName} is empty: it needs a first commit.");
        }

        var hint = NearestName.Find(branch, branches) is { } nearest
            ? $"Did you mean {nearest}?"
            : $"It has {string.Join(", ", branches.Take(5))}{(branches.Count > 5 ? $" and {branches.Count - 5} more" : "")}.";
        return ActivityFailures.InvalidRequest($"{mirror.Address.FullName} has no branch {branch}. {hint}");
    }

    private async Task<ClonedRepository> CloneAsync(
        ISandbox sandbox, SandboxGit git, Start start, string folder, CloneRepositories input, ArtifactReference? bundle, CancellationToken cancellationToken)
    {
        var directory = $"{sandbox.Workspace}/{folder}";
        var mirror = $"{sandbox.Mirrors}/{start.Mirror.Address.MirrorPath}";
        await sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", directory]), cancellationToken);
        await git.RunAsync(
            null,
            ["clone", "--quiet", "--shared", "--no-checkout", "--no-recurse-submodules", "--template=", $"--branch={start.Branch}", "--", mirror, directory],
            cancellationToken);
        await git.RunAsync(directory, ["remote", "set-url", "origin", start.Mirror.Address.Url], cancellationToken);

        var baseCommit = start.Commit;
        var branch = TaskBranch.Choose(input.Branch, await mirrors.ListBranchesAsync(start.Mirror, cancellationToken));
        if (bundle is null)
        {
            await git.RunAsync(directory, ["checkout", "--quiet", "--no-track", "-B", branch, baseCommit], cancellationToken);
        }
        else
        {
            branch = await RestoreAsync(sandbox, git, directory, bundle, cancellationToken);
            baseCommit = (await git.RunAsync(directory, ["merge-base", start.Commit, branch], cancellationToken)).Trim();
        }

        return new ClonedRepository(start.Mirror.Address.FullName, directory, start.Branch, baseCommit, branch);
    }

    /// <summary>Checks out the work of an earlier sandbox; only the new sandbox reads its bundle. Returns the branch.</summary>
    private async Task<string> RestoreAsync(ISandbox sandbox, SandboxGit git, string directory, ArtifactReference bundle, CancellationToken cancellationToken)
    {
        var file = artifacts.FindFile(bundle) ?? throw ActivityFailures.InvalidRequest($"The work of the earlier attempt ({bundle.Key}) is not on this host any more.");
        var inside = $"{sandbox.Home}/restore.bundle";
        await sandbox.WriteFileAsync(inside, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
        var heads = (await git.RunAsync(directory, ["bundle", "list-heads", inside], cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        const string prefix = "refs/heads/";
        if (heads is not [var head] || head.IndexOf(prefix, StringComparison.Ordinal) is not (> 0 and var at) || !BranchName.IsValid(head[(at + prefix.Length)..]))
        {
            throw ActivityFailures.InvalidRequest($"The work of the earlier attempt ({bundle.Key}) is not one branch.");
        }

        var branch = head[(at + prefix.Length)..];
        await git.RunAsync(directory, ["fetch", "--quiet", "--no-tags", inside, $"+refs/heads/{branch}:refs/heads/{branch}"], cancellationToken);
        await git.RunAsync(directory, ["checkout", "--quiet", branch, "--"], cancellationToken);
        await sandbox.RunAsync(new SandboxCommand(["rm", "-f", "--", inside]), cancellationToken);
        return branch;
    }

    /// <summary>The commit and branch from which the work on a repository starts.</summary>
    private sealed record Start(Mirror Mirror, string Branch, string Commit);
}
