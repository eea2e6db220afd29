using System.Buffers;
using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Runs git inside a sandbox. A repository's configuration can run programs there, which is safe. The settings below only keep them from
/// getting in the way of the work.
/// </summary>
internal sealed class SandboxGit(ISandbox sandbox, GitHubOptions options)
{
    private const int MaxTextBytes = 1024 * 1024;

    private static readonly string[] _settings =
    [
        "-c", "core.hooksPath=/dev/null",
        "-c", "core.fsmonitor=false",
        "-c", "core.untrackedCache=false",
        "-c", "i18n.commitEncoding=UTF-8",
        "-c", "gc.auto=0",
        "-c", "maintenance.auto=false",
        "-c", "submodule.recurse=false",
        "-c", "advice.detachedHead=false",
    ];

    /// <summary>
    /// The git directory and the work tree that all commands use, with only the configuration in that directory; null for the
    /// repository in the current folder, with the agent's configuration.
    /// </summary>
    internal (string Directory, string WorkTree)? Explicit { get; init; }

    /// <summary>An index other than the git directory's own.</summary>
    internal string? IndexFile { get; init; }

    /// <summary>The same git with another git directory, work tree and index.</summary>
    internal SandboxGit With((string Directory, string WorkTree) location, string indexFile) => new(sandbox, options) { Explicit = location, IndexFile = indexFile };

    /// <summary>Runs a command that must succeed and returns its output.</summary>
    /// <exception cref="GitException">It did not.</exception>
    internal async Task<string> RunAsync(string? directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        var (code, output, errors) = await TryAsync(directory, arguments, cancellationToken, input);
        return code == 0 ? output : throw new GitException(arguments[0], errors);
    }

    /// <summary>Runs a command whose failure is an answer.</summary>
    internal async Task<(int Code, string Output, string Errors)> TryAsync(
        string? directory, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null, int maxOutputBytes = MaxTextBytes)
    {
        var output = new Kept(maxOutputBytes);
        var errors = new Kept(MaxTextBytes);
        var command = Command(directory, arguments) with
        {
            StandardInput = Encoding.UTF8.GetBytes(input ?? string.Empty),
            OnOutput = output.Add,
            OnError = errors.Add,
        };
        var exit = await sandbox.RunAsync(command, cancellationToken);
        return exit.TimedOut ? throw new GitException(arguments[0], $"it timed out after {options.GitTimeout}") : (exit.Code, output.Text, errors.Text.Trim());
    }

    /// <summary>A command to run by other means, for example with its output streamed.</summary>
    internal SandboxCommand Command(string? directory, IReadOnlyList<string> arguments) =>
        new(["git", .. _settings, .. Isolation(), .. (directory ?? Explicit?.WorkTree) is { } folder ? ["-C", folder] : Array.Empty<string>(), .. Location(), .. arguments])
        {
            Timeout = options.GitTimeout,
            Environment = Variables(),
        };

    private string[] Location() => Explicit is { } location ? [$"--git-dir={location.Directory}", $"--work-tree={location.WorkTree}"] : [];

    // Then only the repository's own files decide which files are ignored and how they are converted.
    private string[] Isolation() => Explicit is null ? [] : ["-c", "safe.directory=*", "-c", "core.excludesFile=/dev/null", "-c", "core.attributesFile=/dev/null"];

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["LC_ALL"] = "C.UTF-8",
            ["GIT_CONFIG_GLOBAL"] = Explicit is null ? GitConfiguration.FileOf(sandbox) : "/dev/null",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_EDITOR"] = "true",
            ["GIT_PAGER"] = "cat",
            ["GIT_LFS_SKIP_SMUDGE"] = "1",

            // As variables, not as settings: a repository's author.name would override those.
            ["GIT_AUTHOR_NAME"] = options.AuthorName,
            ["GIT_AUTHOR_EMAIL"] = options.AuthorEmail,
            ["GIT_COMMITTER_NAME"] = options.AuthorName,
            ["GIT_COMMITTER_EMAIL"] = options.AuthorEmail,
        };
        if (IndexFile is { } index)
        {
            variables["GIT_INDEX_FILE"] = index;
        }

        return variables;
    }

    // Not called concurrently.
    private sealed class Kept(int maxBytes)
    {
        private readonly ArrayBufferWriter<byte> _bytes = new();

        internal string Text => Encoding.UTF8.GetString(_bytes.WrittenSpan);

        internal ValueTask Add(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            _bytes.Write(bytes.Span[..Math.Min(bytes.Length, maxBytes - _bytes.WrittenCount)]);
            return ValueTask.CompletedTask;
        }
    }
}
