using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Pushes a task's branch from a clean repository on this host. Idempotent.</summary>
internal sealed partial class BranchPusher(
    Mirrors mirrors, Git git, DataDirectory data, IArtifactStore artifacts, GitHubOptions options, ILogger<BranchPusher> logger)
{
    private const int MaxRecordBytes = 64 * 1024;

    /// <summary>Checks the bundle, then pushes exactly its commit to exactly the task's branch.</summary>
    internal async Task<PushedBranch> PushAsync(PushBranch input, CancellationToken cancellationToken)
    {
        var (repository, changes) = (input.Repository, input.Changes);
        var address = RepositoryAddress.Require(options, repository);
        if (!BranchName.IsValid(repository.Branch) || repository.Branch == repository.BaseBranch)
        {
            throw ActivityFailures.PolicyViolation($"'{repository.Branch}' cannot be a task's branch.");
        }

        if (changes.Bundle is not { } bundle || artifacts.FindFile(bundle) is not { } file)
        {
            throw ActivityFailures.InvalidRequest($"The work on {repository.Name} is not on this host any more.");
        }

        if (new FileInfo(file).Length > options.MaxBundleBytes)
        {
            throw ActivityFailures.PolicyViolation($"The changes of {repository.Name} are larger than {options.MaxBundleBytes:N0} bytes (MAX_BUNDLE_BYTES).");
        }

        try
        {
            var mirror = await mirrors.WithCommitAsync(address, repository.BaseCommit, cancellationToken);
            using var clean = await CleanRepository.CreateAsync(data, git, mirror, repository.BaseCommit, options.GitTimeout, cancellationToken);
            var commit = await CheckAsync(clean, file, input, cancellationToken);
            await PushAsync(clean, address, input, commit, cancellationToken);
            return new PushedBranch(repository.Name, repository.Branch, commit);
        }
        catch (GitException e)
        {
            throw RepositoryFailures.Classify(e, address);
        }
    }

    private async Task<string> CheckAsync(CleanRepository clean, string bundle, PushBranch input, CancellationToken cancellationToken)
    {
        var commit = await clean.ReceiveAsync(bundle, input.Repository.Branch, cancellationToken);
        if (commit != input.Changes.HeadCommit)
        {
            throw ActivityFailures.PolicyViolation($"The bundle of {input.Repository.Name} holds {commit}, not the reviewed {input.Changes.HeadCommit}.");
        }

        var files = await clean.ListChangesAsync(commit, cancellationToken);
        return PushPolicy.FindViolation(files, options) is { } broken
            ? throw ActivityFailures.PolicyViolation($"{input.Repository.Name} is not pushed. {broken}")
            : commit;
    }

    private async Task PushAsync(CleanRepository clean, RepositoryAddress address, PushBranch input, string commit, CancellationToken cancellationToken)
    {
        var branch = input.Repository.Branch;
        var access = await mirrors.AccessAsync(address, cancellationToken);
        var there = await FindRemoteAsync(address, access, branch, cancellationToken);
        if (there == commit)
        {
            return;
        }

        var ours = await ReadRecordAsync(input.TaskId, address, cancellationToken);
        if (there is not null && !ours.Contains(there) && !await clean.IsAncestorAsync(there, commit, cancellationToken))
        {
            throw ActivityFailures.InvalidRequest($"Somebody else has pushed to {branch} of {address.FullName}; it is not overwritten.");
        }

        // Recorded before the push, because its answer may be lost.
        await WriteRecordAsync(input.TaskId, address, [.. ours, commit], cancellationToken);
        var push = new GitCommand(
            "push", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", $"--force-with-lease=refs/heads/{branch}:{there}", "--",
            address.Url, $"{commit}:refs/heads/{branch}")
        {
            Access = access,
        };
        var pushed = await clean.TryAsync(push, cancellationToken);
        if (!pushed.Succeeded && await FindRemoteAsync(address, access, branch, cancellationToken) != commit)
        {
            throw new GitException("push", pushed.Errors);
        }

        Log.Pushed(logger, address.FullName, branch, commit);
    }

    private async Task<string?> FindRemoteAsync(RepositoryAddress address, GitAccess access, string branch, CancellationToken cancellationToken)
    {
        var output = await git.RunAsync(new GitCommand("ls-remote", "--", address.Url, $"refs/heads/{branch}") { Access = access }, cancellationToken);
        var line = output.Split('\n').FirstOrDefault(l => l.EndsWith($"\trefs/heads/{branch}", StringComparison.Ordinal));
        return line?.Split('\t')[0];
    }

    // The commits of this task that were pushed or about to be pushed. They may be replaced.
    private async Task<IReadOnlyList<string>> ReadRecordAsync(string taskId, RepositoryAddress address, CancellationToken cancellationToken)
    {
        var stream = await artifacts.OpenAsync(new ArtifactReference($"{taskId}/{RecordName(address)}", 0), cancellationToken);
        if (stream is null)
        {
            return [];
        }

        using var reader = new StreamReader(stream, Encoding.ASCII);
        return (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task WriteRecordAsync(string taskId, RepositoryAddress address, IReadOnlyList<string> commits, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', commits.Distinct())));
        await artifacts.WriteAsync(taskId, RecordName(address), content, MaxRecordBytes, cancellationToken);
    }

    private static string RecordName(RepositoryAddress address) => $"pushed.{address.FileName}.txt";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Repository}: pushed {Branch} at {Commit}")]
        public static partial void Pushed(ILogger logger, string repository, string branch, string commit);
    }
}
