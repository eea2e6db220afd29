using System.Globalization;
using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Commits the agent's files inside the sandbox and exports the commit as a bundle. What a reviewer sees is read from that bundle
/// in a clean repository, not from the sandbox: it is exactly what will be pushed. A change that cannot be pushed is described with
/// the reason, so that a person can send the agent back.
/// </summary>
internal sealed class ChangeCollector(Mirrors mirrors, Git git, DataDirectory data, IArtifactStore artifacts, GitHubOptions options)
{
    /// <summary>The limit of all diffs together.</summary>
    private const int MaxDiffBytes = 64 * 1024 * 1024;

    private const int MaxFilesNamed = 20;

    private const int MaxReasonLength = 300;

    /// <summary>Commits, bundles and describes the changes of every repository.</summary>
    internal async Task<StageChanges> CollectAsync(ISandbox sandbox, CollectChanges input, CancellationToken cancellationToken)
    {
        var all = new List<RepositoryChanges>();
        var diffs = new StringBuilder();
        var (remarks, weakened) = (new List<string>(), new List<string>());
        foreach (var repository in input.Repositories)
        {
            var collected = await CollectAsync(sandbox, input, repository, cancellationToken);
            all.Add(collected.Changes);
            remarks.AddRange(collected.Remarks);
            weakened.AddRange(Named(repository, WeakenedTests.Find(collected.Diff)));
            if (collected.Diff.Length == 0)
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
        var diff = await artifacts.WriteAsync(input.Key.TaskId, $"{Prefix(input)}.diff", content, MaxDiffBytes, cancellationToken);
        return new StageChanges(all, diff, DiffPreview.Create(text), remarks, weakened);
    }

    private async Task<Collected> CollectAsync(ISandbox sandbox, CollectChanges input, ClonedRepository repository, CancellationToken cancellationToken)
    {
        var address = RepositoryAddress.Require(options, repository);
        var tree = new AgentWorkTree(sandbox, options, repository, address);
        var own = new BotCommit(repository.BaseCommit, options.AuthorName, options.AuthorEmail, input.CommitMessage);
        var remarks = new List<string>();
        string head;
        try
        {
            await tree.OpenAsync(cancellationToken);
            remarks.AddRange(await new AgentFiles(sandbox, tree, repository).AddAsync(cancellationToken));
            head = await tree.CommitAsync(own, cancellationToken);
            remarks.AddRange(await new LeftOutFiles(sandbox, tree, repository).FindAsync(cancellationToken));
        }
        catch (GitException e)
        {
            // The work is still in the sandbox. A person sees the reason and can reject with feedback.
            return Collected.Stuck(repository, repository.BaseCommit, $"The changes could not be collected: {TextSanitizer.SingleLine(e.Message, MaxReasonLength)}", remarks);
        }

        var collected = head == repository.BaseCommit
            ? Collected.Nothing(repository, remarks)
            : await CarryOutAsync(sandbox, tree, input, repository, address, own, head, remarks, cancellationToken);
        return await tree.UpdateAgentRepositoryAsync(cancellationToken) is { } remark ? collected with { Remarks = [$"{repository.Name}: {remark}", .. collected.Remarks] } : collected;
    }

    /// <summary>Exports the commit. One that violates a rule is described as far as possible, with the reason.</summary>
    private async Task<Collected> CarryOutAsync(
        ISandbox sandbox, AgentWorkTree tree, CollectChanges input, ClonedRepository repository, RepositoryAddress address, BotCommit own, string head, List<string> remarks, CancellationToken cancellationToken)
    {
        try
        {
            var name = $"{Prefix(input)}.{address.FileName}.bundle";
            var bundle = await new BundleWriter(artifacts, options).WriteAsync(sandbox, tree.Git, input.Key.TaskId, name, repository, cancellationToken);
            return await DescribeAsync(repository, address, own, bundle, remarks, cancellationToken);
        }
        catch (ApplicationFailureException e) when (e.ErrorType == FailureTypes.PolicyViolation)
        {
            return await DescribeStuckAsync(tree, repository, head, e.Message, remarks, cancellationToken);
        }
        catch (GitException e)
        {
            return await DescribeStuckAsync(tree, repository, head, $"Collecting the change failed: {TextSanitizer.SingleLine(e.Message, MaxReasonLength)}", remarks, cancellationToken);
        }
    }

    private async Task<Collected> DescribeAsync(
        ClonedRepository repository, RepositoryAddress address, BotCommit own, ArtifactReference bundle, List<string> remarks, CancellationToken cancellationToken)
    {
        var mirror = await FindMirrorAsync(address, repository.BaseCommit, cancellationToken);
        using var clean = await CleanRepository.CreateAsync(data, git, mirror, repository.BaseCommit, options.GitTimeout, cancellationToken);
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
        var lfs = await clean.FindLfsPathsAsync(commit, files, cancellationToken);
        var changes = new RepositoryChanges(
            repository.Name,
            lines.Count,
            lines.Sum(l => l.Added),
            lines.Sum(l => l.Removed),
            commit,
            [.. lines.Take(MaxFilesNamed).Select(l => l.Path)],
            bundle,
            PushPolicy.FindViolation(files, options));
        return new Collected(changes, diff, Named(repository, [.. remarks, .. PushPolicy.FindWarnings(files, options), .. AgentFiles.Bounded(lfs, LfsRemark)]));
    }

    /// <summary>The mirror on this host. A server that does not answer is a transient failure, not a fault of the change.</summary>
    private async Task<Mirror> FindMirrorAsync(RepositoryAddress address, string commit, CancellationToken cancellationToken)
    {
        try
        {
            return await mirrors.WithCommitAsync(address, commit, cancellationToken);
        }
        catch (GitException e)
        {
            throw RepositoryFailures.Classify(e, address);
        }
    }

    /// <summary>Describes a change that stays in the sandbox, with numbers from the sandbox.</summary>
    private static async Task<Collected> DescribeStuckAsync(
        AgentWorkTree tree, ClonedRepository repository, string head, string reason, List<string> remarks, CancellationToken cancellationToken)
    {
        try
        {
            var lines = LineCount.ParseNumStat(await tree.Git.RunAsync(null, ["diff", "--numstat", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", repository.BaseCommit, head, "--"], cancellationToken));
            var changes = new RepositoryChanges(
                repository.Name, lines.Count, lines.Sum(l => l.Added), lines.Sum(l => l.Removed), head, [.. lines.Take(MaxFilesNamed).Select(l => l.Path)], null, reason + LargestPart(lines));
            return new Collected(changes, string.Empty, Named(repository, [.. remarks, $"{changes.CannotBePushed} It cannot be pushed like this."]));
        }
        catch (Exception e) when (e is GitException or FormatException)
        {
            return Collected.Stuck(repository, head, reason, remarks);
        }
    }

    /// <summary>Names the folder with most of the files, if they are many: usually it should be ignored.</summary>
    private static string LargestPart(IReadOnlyList<LineCount> lines)
    {
        var largest = lines.GroupBy(l => l.Path.Split('/')[0], StringComparer.Ordinal).MaxBy(g => g.Count());
        return largest is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" {largest.Count():N0} of its {lines.Count:N0} files are in {TextSanitizer.SingleLine(largest.Key, 100)}.");
    }

    private static string LfsRemark(string path) => $"{path} belongs to Git LFS by .gitattributes; the bot would push its content as an ordinary file.";

    private static IReadOnlyList<string> Named(ClonedRepository repository, IEnumerable<string> remarks) => [.. remarks.Select(remark => $"{repository.Name}: {remark}")];

    private static string Prefix(CollectChanges input) => $"{input.Key.Stage}-{input.Key.Attempt}";

    /// <summary>The collected change of one repository.</summary>
    private sealed record Collected(RepositoryChanges Changes, string Diff, IReadOnlyList<string> Remarks)
    {
        internal static Collected Nothing(ClonedRepository repository, IReadOnlyList<string> remarks) =>
            new(new RepositoryChanges(repository.Name, 0, 0, 0, repository.BaseCommit, [], null), string.Empty, Named(repository, remarks));

        internal static Collected Stuck(ClonedRepository repository, string head, string reason, IReadOnlyList<string> remarks) =>
            new(new RepositoryChanges(repository.Name, 0, 0, 0, head, [], null, reason), string.Empty, Named(repository, [.. remarks, reason]));
    }
}
