using System.Text;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.Workflows.Contracts;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// A bare repository for one bundle, removed afterwards. It contains the bundle's objects, which git checks when it reads them, and
/// borrows all others from the mirror.
/// </summary>
internal sealed class CleanRepository : IDisposable
{
    /// <summary>The limit of a diff.</summary>
    private const int MaxDiffBytes = 10 * 1024 * 1024;

    private static readonly TimeSpan _staleAfter = TimeSpan.FromDays(1);

    private readonly Git _git;
    private readonly TimeSpan _timeout;

    private CleanRepository(string path, Git git, TimeSpan timeout) => (Path, _git, _timeout) = (path, git, timeout);

    internal string Path { get; }

    /// <summary>Creates one that has the base and everything else of the mirror.</summary>
    internal static async Task<CleanRepository> CreateAsync(
        DataDirectory data, Git git, Mirror mirror, string baseCommit, TimeSpan timeout, CancellationToken cancellationToken)
    {
        RemoveStale(data.Pushes);
        var repository = new CleanRepository(data.Folder(System.IO.Path.Combine("pushes", Guid.NewGuid().ToString("N"))), git, timeout);
        try
        {
            await git.RunAsync(new GitCommand("init", "--quiet", "--bare", "--template=", "--", repository.Path), cancellationToken);
            var alternates = System.IO.Path.Combine(repository.Path, "objects", "info", "alternates");
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(alternates)!);
            await File.WriteAllTextAsync(alternates, mirror.Objects + "\n", cancellationToken);
            await repository.RunAsync(cancellationToken, "update-ref", "refs/base", baseCommit);
            return repository;
        }
        catch
        {
            repository.Dispose();
            throw;
        }
    }

    /// <summary>Reads a bundle that contains this branch and no other.</summary>
    /// <returns>The commit at the branch's tip, which has the base among its ancestors.</returns>
    internal async Task<string> ReceiveAsync(string bundle, string branch, CancellationToken cancellationToken)
    {
        var reference = $"refs/heads/{branch}";
        var verified = await TryAsync(new GitCommand("bundle", "verify", "--quiet", bundle), cancellationToken);
        if (!verified.Succeeded)
        {
            throw ActivityFailures.PolicyViolation($"What came out of the sandbox is not a bundle for this repository: {verified.Errors}");
        }

        var heads = (await RunAsync(cancellationToken, "bundle", "list-heads", bundle)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var others = heads.Select(h => h[(h.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Where(h => h != reference).ToList();
        if (others.Count > 0 || heads.Length != 1)
        {
            throw ActivityFailures.PolicyViolation($"The bundle must hold {branch} alone, but holds {(heads.Length == 0 ? "nothing" : string.Join(", ", others.Take(5)))}.");
        }

        // Not by a fetch: git (2.39) does not check the objects of bundles, even with transfer.fsckObjects.
        using var pack = await OpenPackAsync(bundle, cancellationToken);

        // One thread: the stacks of many would count against its memory.
        var indexed = await TryAsync(new GitCommand("index-pack", "--strict", "--fix-thin", "--threads=1", "--stdin") { Input = pack, IsMemoryLimited = true }, cancellationToken);
        if (!indexed.Succeeded)
        {
            throw ActivityFailures.PolicyViolation($"git refuses what came out of the sandbox: {indexed.Errors}");
        }

        await RunAsync(cancellationToken, "update-ref", reference, heads[0].Split(' ')[0]);
        var isOnBase = await TryAsync(new GitCommand("merge-base", "--is-ancestor", "refs/base", reference), cancellationToken);
        if (!isOnBase.Succeeded)
        {
            throw ActivityFailures.PolicyViolation($"{branch} was not made from the commit the work started from.");
        }

        return (await RunAsync(cancellationToken, "rev-parse", "--verify", $"{reference}^{{commit}}")).Trim();
    }

    /// <summary>Whether a commit is the expected one.</summary>
    internal async Task<bool> IsAsync(BotCommit own, string commit, CancellationToken cancellationToken) =>
        own.Matches(await RunAsync(cancellationToken, [.. BotCommit.Show(commit)]));

    /// <summary>Every path that differs from the base; a renamed file is two.</summary>
    internal async Task<IReadOnlyList<ChangedFile>> ListChangesAsync(string commit, CancellationToken cancellationToken) =>
        ChangedFile.ParseRaw(await RunAsync(
            cancellationToken, "diff", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv", "refs/base", commit, "--"));

    /// <summary>Lines by file; a renamed file is one.</summary>
    internal async Task<IReadOnlyList<LineCount>> CountLinesAsync(string commit, CancellationToken cancellationToken) =>
        LineCount.ParseNumStat(await RunAsync(
            cancellationToken, "diff", "--numstat", "-z", "--find-renames", "--no-ext-diff", "--no-textconv", "refs/base", commit, "--"));

    /// <summary>The diff against the base, cut if it is very long.</summary>
    internal async Task<string> DiffAsync(string commit, CancellationToken cancellationToken)
    {
        var command = new GitCommand("diff", "--no-color", "--find-renames", "--no-ext-diff", "--no-textconv", "refs/base", commit, "--") { MaxOutputBytes = MaxDiffBytes, IsMemoryLimited = true };
        var output = await TryAsync(command, cancellationToken);
        return output.Truncated ? output.Output + "\n… the diff is longer than is kept.\n"
            : output.Succeeded ? output.Output
            : throw new GitException("diff", output.Errors);
    }

    /// <summary>The paths that the commit's .gitattributes assign to Git LFS: a commit must contain only a pointer to their content.</summary>
    internal async Task<IReadOnlyList<string>> FindLfsPathsAsync(string commit, IReadOnlyList<ChangedFile> files, CancellationToken cancellationToken)
    {
        await RunAsync(cancellationToken, "read-tree", commit);
        using var paths = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\0', files.Where(f => f.NewMode != "000000").Select(f => f.Path))));
        var output = await TryAsync(
            new GitCommand("check-attr", "--cached", "-z", "--stdin", "filter") { Input = paths, IsMemoryLimited = true, MaxOutputBytes = 32 * 1024 * 1024 }, cancellationToken);

        // Path, attribute and value of each.
        var fields = output.Output.Split('\0');
        return [.. Enumerable.Range(0, fields.Length / 3).Where(i => fields[(3 * i) + 2] == "lfs").Select(i => fields[3 * i])];
    }

    /// <summary>Whether this commit exists here and is an ancestor of the other one.</summary>
    internal async Task<bool> IsAncestorAsync(string commit, string of, CancellationToken cancellationToken) =>
        CommitId.IsValid(commit)
        && (await TryAsync(new GitCommand("merge-base", "--is-ancestor", commit, of), cancellationToken)).Succeeded;

    /// <summary>Runs a command in this repository.</summary>
    internal Task<GitOutput> TryAsync(GitCommand command, CancellationToken cancellationToken) =>
        _git.TryAsync(command with { Repository = Path, Timeout = _timeout }, cancellationToken);

    /// <summary>Opens a bundle behind its header, which ends with an empty line: https://git-scm.com/docs/gitformat-bundle</summary>
    private static async Task<FileStream> OpenPackAsync(string bundle, CancellationToken cancellationToken)
    {
        var file = new FileStream(bundle, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 64 * 1024, useAsync: true);
        var (previous, current) = (new byte[1], new byte[1]);
        while (await file.ReadAsync(current, cancellationToken) == 1 && (previous[0], current[0]) != ((byte)'\n', (byte)'\n'))
        {
            (previous, current) = (current, previous);
        }

        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private Task<string> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        _git.RunAsync(new GitCommand(arguments) { Repository = Path, Timeout = _timeout, IsMemoryLimited = true, MaxOutputBytes = 32 * 1024 * 1024 }, cancellationToken);

    // Removes the leftovers of a crash. File times use the system clock, so compare with DateTime.UtcNow.
    private static void RemoveStale(string folder)
    {
        foreach (var old in new DirectoryInfo(folder).EnumerateDirectories().Where(d => DateTime.UtcNow - d.CreationTimeUtc > _staleAfter))
        {
            old.Delete(recursive: true);
        }
    }
}
