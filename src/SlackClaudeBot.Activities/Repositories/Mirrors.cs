using Microsoft.Extensions.Logging;
using SlackClaudeBot.Foundation.Files;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Keeps a bare mirror of each repository. Sandboxes borrow its objects (<c>--shared</c>), so no object may ever be
/// removed from it: branches that were deleted on the server lose their name here, not their commits.
/// </summary>
internal sealed partial class Mirrors(
    DataDirectory data, Git git, IGitHubTokens tokens, GitHubOptions options, TimeProvider time, ILogger<Mirrors> logger)
{
    private static readonly EnumerationOptions _allFiles = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };

    private static readonly TimeSpan _sizeCheck = TimeSpan.FromSeconds(2);

    /// <summary>git holds a lock for moments, and writes to an unfinished pack all the time. A younger one may belong to a git process that outlived the program that started it.</summary>
    private static readonly TimeSpan _forgotten = TimeSpan.FromMinutes(1);

    /// <summary>A token for a repository, valid now.</summary>
    internal async Task<GitAccess> AccessAsync(RepositoryAddress address, CancellationToken cancellationToken) =>
        new(address.Server, await tokens.GetTokenAsync(address.Owner, address.Name, cancellationToken));

    /// <summary>Creates or updates the mirror.</summary>
    /// <exception cref="GitException">The server refused or failed.</exception>
    internal async Task<Mirror> UpdateAsync(RepositoryAddress address, CancellationToken cancellationToken)
    {
        var path = Path.Combine(data.Mirrors, address.MirrorPath);
        using var held = await FileLock.AcquireAsync(LockFile(address), time, cancellationToken);
        var access = await AccessAsync(address, cancellationToken);
        var defaultBranch = await DefaultBranchAsync(address, access, cancellationToken);

        var started = time.GetTimestamp();
        if (Directory.Exists(path))
        {
            RemoveLeftovers(path);
            await FetchAsync(path, address, access, cancellationToken);
        }
        else
        {
            await CreateAsync(path, address, access, cancellationToken);
        }

        var elapsed = time.GetElapsedTime(started);
        Log.Updated(logger, address.FullName, elapsed);
        return new Mirror(address, path, defaultBranch);
    }

    /// <summary>The mirror as it is if it holds a commit, otherwise updated: the commit that a task started from is never removed.</summary>
    internal async Task<Mirror> WithCommitAsync(RepositoryAddress address, string commit, CancellationToken cancellationToken)
    {
        var mirror = new Mirror(address, Path.Combine(data.Mirrors, address.MirrorPath), DefaultBranch: null);
        if (Directory.Exists(mirror.Path) && await HoldsAsync(mirror, commit, cancellationToken))
        {
            return mirror;
        }

        mirror = await UpdateAsync(address, cancellationToken);
        return await HoldsAsync(mirror, commit, cancellationToken)
            ? mirror
            : throw ActivityFailures.InvalidRequest($"{address.FullName} does not have the commit {commit} any more, from which the work started.");
    }

    /// <summary>The commit of a branch, or null if there is none.</summary>
    internal async Task<string?> FindCommitAsync(Mirror mirror, string branch, CancellationToken cancellationToken)
    {
        if (!BranchName.IsValid(branch))
        {
            return null;
        }

        var command = new GitCommand("rev-parse", "--verify", "--quiet", "--end-of-options", $"refs/heads/{branch}^{{commit}}") { Repository = mirror.Path };
        var output = await git.TryAsync(command, cancellationToken);
        return output.Succeeded ? output.Output.Trim() : null;
    }

    /// <summary>The names of all branches.</summary>
    internal async Task<IReadOnlyList<string>> ListBranchesAsync(Mirror mirror, CancellationToken cancellationToken)
    {
        var command = new GitCommand("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/") { Repository = mirror.Path };
        var output = await git.TryAsync(command, cancellationToken);
        return output.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The full names of the repositories of this server that are mirrored here.</summary>
    internal IReadOnlyList<string> ListRepositories(RepositoryAddress sibling)
    {
        var server = Path.Combine(data.Mirrors, sibling.MirrorFolder.Split('/')[0]);
        return !Directory.Exists(server)
            ? []
            : [.. from owner in Directory.EnumerateDirectories(server)
                  from repository in Directory.EnumerateDirectories(owner)
                  where Directory.Exists(Path.Combine(repository, RepositoryAddress.MirrorName))
                  select $"{Path.GetFileName(owner)}/{Path.GetFileName(repository)}"];
    }

    private async Task<bool> HoldsAsync(Mirror mirror, string commit, CancellationToken cancellationToken) =>
        CommitId.IsValid(commit)
        && (await git.TryAsync(new GitCommand("cat-file", "-e", $"{commit}^{{commit}}") { Repository = mirror.Path }, cancellationToken)).Succeeded;

    // Created under another name and moved when complete, so that the final path is always a whole mirror.
    private async Task CreateAsync(string path, RepositoryAddress address, GitAccess access, CancellationToken cancellationToken)
    {
        MirrorFolders.Make(data, address);
        var unfinished = path + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        try
        {
            await git.RunAsync(new GitCommand("init", "--quiet", "--bare", "--template=", "--shared=0644", "--", unfinished), cancellationToken);
            await FetchAsync(unfinished, address, access, cancellationToken);
            Directory.Move(unfinished, path);
        }
        catch
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }

            throw;
        }
    }

    // Locks that a kill or a power cut leaves would block every later fetch, and unfinished packs would count as the
    // repository's size. No branch or tag ends with .lock. File times use the system clock, so compare with that, although it
    // may have been changed.
    private static void RemoveLeftovers(string path)
    {
        var locks = new DirectoryInfo(path).EnumerateFiles("*.lock", _allFiles);
        var unfinished = new DirectoryInfo(Path.Combine(path, "objects")).EnumerateFiles("tmp_*", _allFiles);
        foreach (var left in locks.Concat(unfinished).Where(f => (DateTime.UtcNow - f.LastWriteTimeUtc).Duration() > _forgotten))
        {
            left.Delete();
        }
    }

    private async Task FetchAsync(string path, RepositoryAddress address, GitAccess access, CancellationToken cancellationToken)
    {
        var command = new GitCommand(
            "fetch", "--quiet", "--prune", "--no-tags", "--force", "--no-write-fetch-head", "--no-auto-maintenance", "--",
            address.Url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        {
            Repository = path,
            Access = access,
            Timeout = options.GitTimeout,
        };

        using var tooLarge = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var fetched = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchSizeAsync(path, tooLarge, fetched.Token);
        try
        {
            await git.RunAsync(command, tooLarge.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ActivityFailures.InvalidRequest($"{address.FullName} is larger than {options.MaxRepositoryBytes:N0} bytes (MAX_REPOSITORY_BYTES).");
        }
        finally
        {
            await fetched.CancelAsync();
            await watch;
        }

        if (SizeOf(path) > options.MaxRepositoryBytes)
        {
            throw ActivityFailures.InvalidRequest($"{address.FullName} is larger than {options.MaxRepositoryBytes:N0} bytes (MAX_REPOSITORY_BYTES).");
        }
    }

    private async Task WatchSizeAsync(string path, CancellationTokenSource tooLarge, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_sizeCheck, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (SizeOf(path) > options.MaxRepositoryBytes)
                {
                    await tooLarge.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The fetch has ended.
        }
    }

    // Files appear and disappear while git works.
    private static long SizeOf(string path) => new DirectoryInfo(path).EnumerateFiles("*", _allFiles).Sum(file => file.Exists ? file.Length : 0);

    private async Task<string?> DefaultBranchAsync(RepositoryAddress address, GitAccess access, CancellationToken cancellationToken)
    {
        const string prefix = "ref: refs/heads/";
        var output = await git.RunAsync(new GitCommand("ls-remote", "--symref", "--", address.Url, "HEAD") { Access = access }, cancellationToken);
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith(prefix, StringComparison.Ordinal) && l.EndsWith("\tHEAD", StringComparison.Ordinal));
        return line?[prefix.Length..^"\tHEAD".Length];
    }

    private string LockFile(RepositoryAddress address) =>
        Path.Combine(data.Folder("locks"), address.MirrorFolder.Replace('/', '+') + ".lock");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The mirror of {Repository} was updated in {Elapsed}")]
        public static partial void Updated(ILogger logger, string repository, TimeSpan elapsed);
    }
}
