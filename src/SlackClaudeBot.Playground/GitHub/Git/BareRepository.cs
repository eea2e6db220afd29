using System.Globalization;
using System.Text;

namespace SlackClaudeBot.Playground.GitHub.Git;

/// <summary>A bare repository on disk.</summary>
/// <param name="Folder">Its folder.</param>
public sealed record BareRepository(string Folder)
{
    /// <summary>Creates it with one commit that holds <paramref name="files"/>, by path.</summary>
    internal static async Task<BareRepository> CreateAsync(string folder, string branch, IReadOnlyDictionary<string, byte[]> files, string message, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var repository = new BareRepository(folder);
        // An empty template: no hooks.
        (await repository.RunAsync(["init", "--quiet", "--bare", "--template=", $"--initial-branch={branch}", "."], cancellationToken: cancellationToken)).Success();
        (await repository.RunAsync(["config", "receive.autogc", "false"], cancellationToken: cancellationToken)).Success();
        (await repository.RunAsync(["fast-import", "--quiet"], Commit(branch, files, message), cancellationToken)).Success();
        return repository;
    }

    /// <summary>The branches and the commits they point to.</summary>
    public async Task<IReadOnlyDictionary<string, string>> BranchesAsync(CancellationToken cancellationToken = default)
    {
        var lines = (await RunAsync(["for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads"], cancellationToken: cancellationToken)).Success();
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).ToDictionary(parts => parts[1], parts => parts[0], StringComparer.Ordinal);
    }

    /// <summary>The commit of a branch; null if the branch does not exist.</summary>
    public async Task<string?> TipAsync(string branch, CancellationToken cancellationToken = default) =>
        (await BranchesAsync(cancellationToken)).GetValueOrDefault(branch);

    /// <summary>What <paramref name="head"/> changed since it left <paramref name="baseCommit"/>, as a unified diff.</summary>
    public async Task<string> DiffAsync(string baseCommit, string head, CancellationToken cancellationToken = default) =>
        (await RunAsync(["diff", "--no-color", "--no-ext-diff", "--no-textconv", $"{baseCommit}...{head}", "--"], cancellationToken: cancellationToken)).Success();

    /// <summary>Files with the lines added and removed.</summary>
    public async Task<IReadOnlyList<ChangedFile>> ChangedFilesAsync(string baseCommit, string head, CancellationToken cancellationToken = default)
    {
        var counts = (await RunAsync(["diff", "--numstat", "--no-renames", "-z", $"{baseCommit}...{head}", "--"], cancellationToken: cancellationToken)).Success();
        return [.. counts.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 3)).Select(parts => new ChangedFile(parts[2], Number(parts[0]), Number(parts[1])))];
    }

    /// <summary>The commits of <paramref name="head"/> that <paramref name="baseCommit"/> does not have, the oldest first.</summary>
    public async Task<IReadOnlyList<CommitSummary>> CommitsAsync(string baseCommit, string head, CancellationToken cancellationToken = default)
    {
        const string format = "--format=%H%x1f%an%x1f%ae%x1f%B%x1e";
        var text = (await RunAsync(["log", "--reverse", "--max-count=250", format, $"{baseCommit}..{head}", "--"], cancellationToken: cancellationToken)).Success();
        return [.. text.Split('\x1e', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(commit => commit.Split('\x1f'))
            .Select(parts => new CommitSummary(parts[0], parts[1], parts[2], parts[3].Trim()))];
    }

    /// <summary>The paths of a commit's files; the first 1,000.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync(string commit, CancellationToken cancellationToken = default)
    {
        var paths = (await RunAsync(["ls-tree", "-r", "-z", "--name-only", "--end-of-options", commit], cancellationToken: cancellationToken)).Success();
        return [.. paths.Split('\0', StringSplitOptions.RemoveEmptyEntries).Take(1_000)];
    }

    /// <summary>Reads a file of a commit or branch; null if it does not exist.</summary>
    public async Task<string?> ReadFileAsync(string revision, string path, CancellationToken cancellationToken = default) =>
        await RunAsync(["show", "--no-textconv", "--end-of-options", $"{revision}:{path}"], cancellationToken: cancellationToken) is { ExitCode: 0, Text: var text } ? text : null;

    internal Task<GitCommand.Output> RunAsync(IEnumerable<string> arguments, byte[]? input = null, CancellationToken cancellationToken = default) =>
        GitCommand.RunAsync(Folder, arguments, input, cancellationToken);

    // git fast-import: one stream holds the whole first commit. A fixed date gives the same commit everywhere.
    private static byte[] Commit(string branch, IReadOnlyDictionary<string, byte[]> files, string message)
    {
        using var stream = new MemoryStream();
        Line($"commit refs/heads/{branch}");
        Line("committer Acme <developers@acme.invalid> 1767261600 +0000");
        Data(Encoding.UTF8.GetBytes(message));
        foreach (var (path, content) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Line($"M 100644 inline {path}");
            Data(content);
        }

        return stream.ToArray();

        void Line(string text) => stream.Write(Encoding.UTF8.GetBytes(text + "\n"));

        void Data(byte[] content)
        {
            Line($"data {content.Length}");
            stream.Write(content);
            Line("");
        }
    }

    // Binary files have "-" instead of a number.
    private static int Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>A file that a branch changed.</summary>
public sealed record ChangedFile(string Path, int Additions, int Deletions);

/// <summary>A commit.</summary>
public sealed record CommitSummary(string Sha, string AuthorName, string AuthorEmail, string Message);
