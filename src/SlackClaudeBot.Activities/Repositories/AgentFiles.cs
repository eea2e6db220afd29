using System.Globalization;
using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Puts into the index what the agent changed, and only that: a file that is as a fresh checkout of the base would have it is
/// unchanged, even if git would normalise it differently today. Reports what is left out.
/// </summary>
internal sealed class AgentFiles(ISandbox sandbox, AgentWorkTree tree, ClonedRepository repository)
{
    private const string Submodule = "160000";
    private const int MaxListBytes = 16 * 1024 * 1024;

    /// <summary>A larger change is not compared: it is too large to review file by file.</summary>
    private const int MaxCompared = 5_000;

    private const int MaxNested = 50;

    private const int MaxNamed = 5;

    /// <summary>Adds everything. Returns a remark for each path that could not or should not be added.</summary>
    internal async Task<List<string>> AddAsync(CancellationToken cancellationToken)
    {
        var remarks = new List<string>();
        var nested = await FindNestedAsync(cancellationToken);
        remarks.AddRange(nested.Select(path => $"{path} is a separate git repository, so its files are not part of the change."));
        string[] add = ["add", "--all", "--ignore-errors", "--", ".", .. nested.Select(path => $":(top,exclude,literal){path}")];
        var added = await tree.Git.TryAsync(null, add, cancellationToken);
        if (added.Code != 0)
        {
            remarks.AddRange(FailedPaths(added.Errors));
        }

        await RestoreUnchangedAsync(cancellationToken);
        return remarks;
    }

    /// <summary>A remark for each path that git names in its errors; the first line if it names none.</summary>
    internal static IReadOnlyList<string> FailedPaths(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var paths = lines.Select(Named).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return paths.Count == 0
            ? [$"Not everything could be added: {TextSanitizer.Cut(lines.FirstOrDefault() ?? "git gave no reason", 200)}"]
            : Bounded(paths, path => $"{path} could not be read, so it is not part of the change.");
    }

    /// <summary>A line for each of the first paths, and one with the number of the others.</summary>
    internal static IReadOnlyList<string> Bounded(IReadOnlyList<string> paths, Func<string, string> remark) => paths.Count <= MaxNamed
        ? [.. paths.Select(path => remark(TextSanitizer.SingleLine(path, 200)))]
        : [.. paths.Take(MaxNamed).Select(path => remark(TextSanitizer.SingleLine(path, 200))), string.Create(CultureInfo.InvariantCulture, $"The same is true of {paths.Count - MaxNamed} more paths.")];

    private static string? Named(string line)
    {
        foreach (var (before, after) in (ReadOnlySpan<(string, string)>)[("error: unable to index file '", "'"), ("warning: could not open directory '", "'"), ("error: open(\"", "\")")])
        {
            if (line.StartsWith(before, StringComparison.Ordinal) && line.IndexOf(after, before.Length, StringComparison.Ordinal) is > 0 and var end)
            {
                return line[before.Length..end];
            }
        }

        return null;
    }

    /// <summary>
    /// Repositories inside the repository that are not its submodules. git would add a link to a commit that exists nowhere else, and
    /// refuse to add anything beside one that has no commit.
    /// </summary>
    private async Task<IReadOnlyList<string>> FindNestedAsync(CancellationToken cancellationToken)
    {
        var found = await sandbox.SearchAsync(repository.Directory, ["find", ".", "-mindepth", "2", "-name", ".git", "-prune", "-print0"], cancellationToken);
        var folders = found.Select(path => path["./".Length..^"/.git".Length]).Where(path => !path.StartsWith(".git/", StringComparison.Ordinal)).Take(MaxNested).ToList();
        if (folders.Count == 0)
        {
            return [];
        }

        var known = await tree.Git.RunAsync(null, ["ls-files", "--stage", "-z", "--", .. folders.Select(folder => $":(top,literal){folder}")], cancellationToken);
        var submodules = known.Split('\0').Where(entry => entry.StartsWith(Submodule, StringComparison.Ordinal)).Select(entry => entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
        var declared = await tree.Git.TryAsync(null, ["config", "--file", ".gitmodules", "--null", "--get-regexp", @"^submodule\..*\.path$"], cancellationToken);
        var ignored = await tree.Git.TryAsync(null, ["check-ignore", "-z", "--stdin"], cancellationToken, string.Join('\0', folders));
        return
        [
            .. folders.Except(submodules).Except(ignored.Output.Split('\0'))
                .Except(declared.Output.Split('\0').Where(entry => entry.Contains('\n', StringComparison.Ordinal)).Select(entry => entry[(entry.IndexOf('\n', StringComparison.Ordinal) + 1)..])),
        ];
    }

    /// <summary>
    /// Takes out of the index the files that only git's normalisation changed. A rule in .gitattributes (<c>text</c>, a filter) that
    /// is younger than a file makes git rewrite that file as soon as it is added, although it was not edited.
    /// </summary>
    private async Task RestoreUnchangedAsync(CancellationToken cancellationToken)
    {
        var (_, raw, _) = await tree.Git.TryAsync(null, ["diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", repository.BaseCommit, "--"], cancellationToken, maxOutputBytes: MaxListBytes);
        var changed = ModifiedFile.ParseRaw(raw).Where(file => !file.Path.Contains('\n', StringComparison.Ordinal)).ToList();
        if (changed.Count is 0 or > MaxCompared)
        {
            return;
        }

        var fresh = $"{tree.Store}/fresh";
        try
        {
            await sandbox.RunAsync(new SandboxCommand(["mkdir", "--", fresh]), cancellationToken);
            var checkout = new FreshCheckout(tree, fresh, repository.BaseCommit);
            await checkout.WriteAsync(changed.Select(file => file.Path), cancellationToken);
            var there = await HashAsync(fresh, changed, cancellationToken);
            var here = await HashAsync(repository.Directory, changed, cancellationToken);
            var unchanged = changed.Zip(here.Zip(there)).Where(pair => pair.Second.First == pair.Second.Second).Select(pair => pair.First).ToList();
            if (unchanged.Count > 0)
            {
                await tree.Git.RunAsync(null, ["update-index", "-z", "--index-info"], cancellationToken, string.Concat(unchanged.Select(file => $"{file.NewMode} {file.OldId}\t{file.Path}\0")));
            }
        }
        catch (GitException)
        {
            // A file disappeared meanwhile. The index stays as git made it.
        }
    }

    private async Task<string[]> HashAsync(string folder, IReadOnlyList<ModifiedFile> files, CancellationToken cancellationToken)
    {
        var paths = new StringBuilder();
        foreach (var file in files)
        {
            paths.Append(folder).Append('/').Append(file.Path).Append('\n');
        }

        var output = await tree.Git.RunAsync(null, ["hash-object", "--no-filters", "--stdin-paths"], cancellationToken, paths.ToString());
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
