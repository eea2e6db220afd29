using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// A commit, checked out as a fresh clone of the branch would be. Files that are ignored, or changed in place in a folder of dependencies,
/// are not in it.
/// </summary>
/// <param name="Directory">Its absolute path inside the sandbox.</param>
/// <param name="Paths">All paths of the commit.</param>
/// <param name="Changed">The paths that differ from the base, removed ones included.</param>
internal sealed record CleanCheckout(string Directory, IReadOnlySet<string> Paths, IReadOnlyList<string> Changed)
{
    /// <summary>A commit of more paths is cut; this is about half a million.</summary>
    private const int MaxListBytes = 32 * 1024 * 1024;

    /// <summary>The folder, inside, that holds all checkouts of a sandbox side by side.</summary>
    public static string FolderOf(ISandbox sandbox) => $"{sandbox.Home}/.checks";

    /// <summary>Checks out a commit. Calling it again starts over.</summary>
    /// <param name="sandbox">Where.</param>
    /// <param name="options">Where the mirror is.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The collected commit, or the base.</param>
    /// <param name="bundle">The path, inside, of the bundle that holds the commit on the task's branch; null for the base.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GitException">The commit is not there.</exception>
    public static async Task<CleanCheckout> CreateAsync(
        ISandbox sandbox, GitHubOptions options, ClonedRepository repository, string commit, string? bundle, CancellationToken cancellationToken)
    {
        var git = new SandboxGit(sandbox, options);
        var address = RepositoryAddress.Require(options, repository);
        var directory = $"{FolderOf(sandbox)}/{repository.Directory[(repository.Directory.LastIndexOf('/') + 1)..]}";
        await sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", directory]), cancellationToken);
        await sandbox.RunAsync(new SandboxCommand(["mkdir", "-p", "--", FolderOf(sandbox)]), cancellationToken);
        await git.RunAsync(
            null,
            ["clone", "--quiet", "--shared", "--no-checkout", "--no-recurse-submodules", "--template=", "--", $"{sandbox.Mirrors}/{address.MirrorPath}", directory],
            cancellationToken);
        if (bundle is not null)
        {
            await git.RunAsync(directory, ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--", bundle, $"refs/heads/{repository.Branch}"], cancellationToken);
        }

        await git.RunAsync(directory, ["remote", "set-url", "origin", address.Url], cancellationToken);
        await git.RunAsync(directory, ["checkout", "--quiet", "--no-track", "-B", repository.Branch, commit], cancellationToken);
        var paths = await ListAsync(git, directory, ["ls-tree", "-r", "-z", "--name-only", commit], cancellationToken);
        var changed = await ListAsync(git, directory, ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", repository.BaseCommit, commit, "--"], cancellationToken);
        return new CleanCheckout(directory, paths.ToHashSet(StringComparer.Ordinal), changed);
    }

    /// <summary>Checks out the base commit, with those of the changed files that are kept; of these, removed ones are removed.</summary>
    public async Task<CleanCheckout> ReturnToBaseAsync(
        ISandbox sandbox, GitHubOptions options, ClonedRepository repository, string commit, Func<string, bool> keeps, CancellationToken cancellationToken)
    {
        var git = new SandboxGit(sandbox, options);
        await git.RunAsync(Directory, ["checkout", "--quiet", "--detach", repository.BaseCommit], cancellationToken);
        var (present, removed) = (Changed.Where(keeps).Where(Paths.Contains).ToList(), Changed.Where(keeps).Where(path => !Paths.Contains(path)).ToList());
        if (present.Count > 0)
        {
            string[] checkout = ["--literal-pathspecs", "checkout", "--quiet", commit, "--pathspec-from-file=-", "--pathspec-file-nul"];
            await git.RunAsync(Directory, checkout, cancellationToken, string.Join('\0', present));
        }

        if (removed.Count > 0)
        {
            string[] remove = ["--literal-pathspecs", "rm", "--quiet", "--force", "--pathspec-from-file=-", "--pathspec-file-nul"];
            await git.RunAsync(Directory, remove, cancellationToken, string.Join('\0', removed));
        }

        var paths = await ListAsync(git, Directory, ["ls-files", "-z"], cancellationToken);
        return this with { Paths = paths.ToHashSet(StringComparer.Ordinal) };
    }

    private static async Task<IReadOnlyList<string>> ListAsync(SandboxGit git, string directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var (code, output, errors) = await git.TryAsync(directory, arguments, cancellationToken, maxOutputBytes: MaxListBytes);
        return code == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : throw new GitException(arguments[0], errors);
    }
}
