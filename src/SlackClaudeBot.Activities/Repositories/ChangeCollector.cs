using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.Options;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Commits inside the sandbox what the agent left, and carries it out as a bundle. What a reviewer is shown is read
/// from that bundle in a clean repository, not from the sandbox: it is what will be pushed.
/// </summary>
internal sealed class ChangeCollector(Mirrors mirrors, Git git, DataDirectory data, IArtifactStore artifacts, IOptions<GitHubOptions> options)
{
    /// <summary>The most of all diffs together that is kept.</summary>
    private const int MaxDiffBytes = 64 * 1024 * 1024;

    private const int MaxFilesNamed = 20;

    /// <summary>Commits, bundles and describes the changes of every repository.</summary>
    internal async Task<StageChanges> CollectAsync(ISandbox sandbox, CollectChanges input, CancellationToken cancellationToken)
    {
        var all = new List<RepositoryChanges>();
        var diffs = new StringBuilder();
        var remarks = new List<string>();
        foreach (var repository in input.Repositories)
        {
            var collected = await CollectAsync(sandbox, input, repository, cancellationToken);
            all.Add(collected.Changes);
            remarks.AddRange(collected.Remarks);
            if (collected.Changes.Bundle is null)
            {
                continue;
            }

            if (input.Repositories.Count > 1)
            {
                diffs.Append(CultureInfo.InvariantCulture, $"# {repository.Name}\n\n");
            }

            diffs.Append(collected.Diff).Append('\n');
        }

        if (diffs.Length == 0)
        {
            return new StageChanges(all, null, string.Empty, remarks);
        }

        var text = diffs.ToString();
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var diff = await artifacts.WriteAsync(input.TaskId, $"{Prefix(input)}.diff", content, MaxDiffBytes, cancellationToken);
        return new StageChanges(all, diff, DiffPreview.Of(text), remarks);
    }

    private async Task<Collected> CollectAsync(ISandbox sandbox, CollectChanges input, ClonedRepository repository, CancellationToken cancellationToken)
    {
        if (!RepositoryAddress.TryParse(new Uri(options.Value.Url), repository.Url, out var address))
        {
            throw ActivityFailures.InvalidRequest($"'{repository.Url}' is not a repository of {options.Value.Url}.");
        }

        var inside = new SandboxGit(sandbox, options.Value);
        try
        {
            var own = new BotCommit(repository.BaseCommit, options.Value.AuthorName, options.Value.AuthorEmail, input.CommitMessage);
            var remarks = await AddAsync(sandbox, inside, repository, cancellationToken);
            var head = await CommitAsync(inside, repository, own, cancellationToken);
            if (head == repository.BaseCommit)
            {
                return Collected.Nothing(repository, remarks);
            }

            await SetBranchAsync(inside, repository, head, cancellationToken);
            var bundle = await BundleAsync(sandbox, inside, input, repository, address, cancellationToken);
            return await DescribeAsync(repository, address, own, bundle, remarks, cancellationToken);
        }
        catch (GitException e)
        {
            throw ActivityFailures.PolicyViolation($"The changes of {repository.Name} cannot be carried out of the sandbox. {e.Message}", e);
        }
    }

    private static async Task<List<string>> AddAsync(ISandbox sandbox, SandboxGit git, ClonedRepository repository, CancellationToken cancellationToken)
    {
        // A git command of the agent that was stopped with it leaves the locks of what it was about to write.
        string[] locks = ["index.lock", "HEAD.lock", $"refs/heads/{repository.Branch}.lock"];
        await sandbox.RunAsync(new SandboxCommand(["rm", "-f", "--", .. locks.Select(name => $"{repository.Directory}/.git/{name}")]), cancellationToken);

        var added = await git.TryAsync(repository.Directory, ["add", "--all", "--ignore-errors"], cancellationToken);
        return added.Code == 0 ? [] : [$"Not everything in {repository.Name} could be added: {Line(added.Errors)}"];
    }

    /// <summary>Commits what was added; returns the base where that changes nothing, and the same commit where it was done before.</summary>
    private static async Task<string> CommitAsync(SandboxGit git, ClonedRepository repository, BotCommit own, CancellationToken cancellationToken)
    {
        var tree = await LineAsync("write-tree");
        if (tree == await LineAsync("rev-parse", $"{own.Base}^{{tree}}"))
        {
            return own.Base;
        }

        // An agent may have left a branch without any commit.
        var head = await git.TryAsync(repository.Directory, BotCommit.Show("HEAD"), cancellationToken);
        var isDone = head.Code == 0 && own.Is(head.Output) && tree == await LineAsync("rev-parse", "HEAD^{tree}");
        return isDone
            ? await LineAsync("rev-parse", "HEAD")
            : (await git.RunAsync(repository.Directory, ["commit-tree", tree, "-p", own.Base], cancellationToken, own.Message + "\n")).Trim();

        async Task<string> LineAsync(params string[] arguments) =>
            (await git.RunAsync(repository.Directory, arguments, cancellationToken)).Trim();
    }

    // The work is what is checked out, whatever branch the agent made for it.
    private static async Task SetBranchAsync(SandboxGit git, ClonedRepository repository, string head, CancellationToken cancellationToken)
    {
        await git.RunAsync(repository.Directory, ["update-ref", $"refs/heads/{repository.Branch}", head], cancellationToken);
        await git.RunAsync(repository.Directory, ["symbolic-ref", "HEAD", $"refs/heads/{repository.Branch}"], cancellationToken);
    }

    private async Task<ArtifactReference> BundleAsync(
        ISandbox sandbox, SandboxGit git, CollectChanges input, ClonedRepository repository, RepositoryAddress address, CancellationToken cancellationToken)
    {
        var maxBytes = options.Value.MaxBundleBytes;
        var name = $"{Prefix(input)}.{address.FileName}.bundle";
        var pipe = new Pipe();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stored = StoreAsync(input.TaskId, name, pipe.Reader, stopped.Token);
        try
        {
            var command = git.Command(repository.Directory, ["bundle", "create", "--quiet", "-", $"^{repository.BaseCommit}", $"refs/heads/{repository.Branch}"]) with
            {
                MaxOutputBytes = maxBytes + 1,
                OnOutput = async (bytes, token) =>
                {
                    // Completed: the store has had enough.
                    if ((await pipe.Writer.WriteAsync(bytes, token)).IsCompleted)
                    {
                        await stopped.CancelAsync();
                    }
                },
            };
            var exit = await sandbox.RunAsync(command, stopped.Token);
            var failure = exit.Code == 0 && !exit.TimedOut ? null : new GitException("bundle", $"it ended with {exit.Code}{(exit.TimedOut ? ", out of time" : "")}");
            await pipe.Writer.CompleteAsync(failure);
            return await stored;
        }
        catch (Exception e)
        {
            await pipe.Writer.CompleteAsync(e);
            await Task.WhenAny(stored);
            if (stored.Exception?.InnerException is ArtifactTooLargeException)
            {
                throw ActivityFailures.PolicyViolation($"The changes of {repository.Name} are larger than {maxBytes:N0} bytes (MAX_BUNDLE_BYTES).", e);
            }

            throw;
        }
    }

    private async Task<ArtifactReference> StoreAsync(string taskId, string name, PipeReader content, CancellationToken cancellationToken)
    {
        try
        {
            return await artifacts.WriteAsync(taskId, name, content.AsStream(leaveOpen: true), options.Value.MaxBundleBytes, cancellationToken);
        }
        finally
        {
            // Lets go of a writer that waits for room.
            await content.CompleteAsync();
        }
    }

    private async Task<Collected> DescribeAsync(
        ClonedRepository repository, RepositoryAddress address, BotCommit own, ArtifactReference bundle, List<string> remarks, CancellationToken cancellationToken)
    {
        var mirror = await mirrors.WithCommitAsync(address, repository.BaseCommit, cancellationToken);
        using var clean = await CleanRepository.CreateAsync(data, git, mirror, repository.BaseCommit, options.Value.GitTimeout, cancellationToken);
        var commit = await clean.ReceiveAsync(artifacts.FindFile(bundle)!, repository.Branch, cancellationToken);
        if (!await clean.IsAsync(own, commit, cancellationToken))
        {
            throw ActivityFailures.PolicyViolation($"What came out of the sandbox for {repository.Name} is not the one commit that was made of its work.");
        }

        var files = await clean.ListChangesAsync(commit, cancellationToken);
        if (files.Count == 0)
        {
            return Collected.Nothing(repository, remarks);
        }

        var lines = await clean.CountLinesAsync(commit, cancellationToken);
        var diff = await clean.DiffAsync(commit, cancellationToken);
        var changes = new RepositoryChanges(
            repository.Name, lines.Count, lines.Sum(l => l.Added), lines.Sum(l => l.Removed), commit, [.. lines.Take(MaxFilesNamed).Select(l => l.Path)], bundle);
        return new Collected(changes, diff, [.. remarks, .. PushPolicy.FindWarnings(files, options.Value).Select(r => $"{repository.Name}: {r}")]);
    }

    private static string Prefix(CollectChanges input) => $"{input.Stage}-{input.Attempt}";

    private static string Line(string text) => CleanText.Cut(text.Split('\n')[0], 200);

    /// <summary>What one repository brought.</summary>
    private sealed record Collected(RepositoryChanges Changes, string Diff, IReadOnlyList<string> Remarks)
    {
        internal static Collected Nothing(ClonedRepository repository, IReadOnlyList<string> remarks) =>
            new(new RepositoryChanges(repository.Name, 0, 0, 0, repository.BaseCommit, [], null), string.Empty, remarks);
    }
}
