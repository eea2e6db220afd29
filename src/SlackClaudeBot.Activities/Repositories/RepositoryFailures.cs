using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Classifies a failed fetch or push: whether a retry can help, and what a person is told.</summary>
internal static class RepositoryFailures
{
    /// <summary>Long enough for the texts of rulesets and single sign-on with their links.</summary>
    private const int MaxReasonLength = 800;

    /// <summary>Failures of the server itself; some look like a refusal.</summary>
    private static readonly string[] _transient =
    [
        "Internal Server Error", "fatal error in commit_refs", "internal error", "returned error: 5", "HTTP 5", "(failed to lock)", "failed to update ref",
        "remote end hung up unexpectedly", "unexpected disconnect", "early EOF", "Bad Gateway", "Service Unavailable", "Gateway Time",
    ];

    private static readonly string[] _rejected = ["[remote rejected]", "protected branch", "GH006", "GH013", "pre-receive hook declined", "[rejected]"];

    /// <summary>GitHub's message for a missing permission. The reason is known, so the answer can say what to do.</summary>
    private static readonly string[] _lacksPermission = ["Permission to ", "Write access to repository not granted", "Resource not accessible by"];

    /// <summary>Progress output of git and servers.</summary>
    private static readonly string[] _progress = ["Enumerating objects", "Counting objects", "Compressing objects", "Total ", "Resolving deltas", "Processing changes", "Create a pull request", "Checking connectivity"];

    /// <summary>The failure of an activity for a failed fetch or push.</summary>
    /// <param name="error">git's error.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="findNearest">Suggests the full name that was probably meant, if the repository does not exist.</param>
    internal static ApplicationFailureException Classify(GitException error, RepositoryAddress repository, Func<string?>? findNearest = null)
    {
        var (name, host, text) = (repository.FullName, repository.Server.Host, error.Errors);
        var reason = Reason(text);
        return text switch
        {
            _ when Says(text, _transient) => ActivityFailures.Transient($"{name}: {host} has trouble. {reason}", error),
            _ when Says(text, _rejected) => ActivityFailures.InvalidRequest($"{host} did not accept the branch for {name}: {reason}", error),
            _ when Says(text, ["Authentication failed", "could not read Username", "returned error: 401", "invalid credentials"]) && !HasExplanation(text) =>
                ActivityFailures.InvalidRequest($"{host} does not accept the bot's token for {name}. Check GITHUB_TOKEN (or the GitHub App) and when it expires.", error),
            _ when Says(text, ["returned error: 403", .. _lacksPermission]) && !HasExplanation(text) =>
                ActivityFailures.InvalidRequest($"The bot's token may not do this in {name}: it needs Contents: read and write for this repository. ({reason})", error),
            _ when Says(text, ["returned error: 401", "returned error: 403", "Authentication failed"]) => ActivityFailures.InvalidRequest($"{host} refused access to {name}: {reason}", error),
            _ when Says(text, ["not found", "returned error: 404"]) =>
                ActivityFailures.InvalidRequest($"There is no repository {name} at {host}, or the bot's token may not see it.{Hint(findNearest?.Invoke())}", error),
            _ when Says(text, ["returned error: 301", "returned error: 302", "returned error: 307", "returned error: 308", "redirect"]) =>
                ActivityFailures.InvalidRequest($"{name} has moved: use its new name.", error),
            _ => ActivityFailures.Transient($"{name}: {host} cannot be reached or broke off. {reason}", error),
        };
    }

    /// <summary>The failure of an activity for git inside the sandbox: few retries, because unexpected failures are rarely transient.</summary>
    /// <param name="error">git's error.</param>
    /// <param name="attempt">The activity's attempt, from 1.</param>
    internal static ApplicationFailureException ClassifySandbox(GitException error, int attempt) =>
        Says(error.Errors, ["No space left on device", "Disk quota exceeded"])
            ? ActivityFailures.InvalidRequest($"The sandbox has no room left for the repository (SANDBOX_DISK_LIMIT). {Reason(error.Errors)}", error)
            : attempt < MaxSandboxAttempts
                ? ActivityFailures.Transient($"The repository could not be cloned into the sandbox. {Reason(error.Errors)}", error)
                : ActivityFailures.InvalidRequest($"The repository could not be cloned into the sandbox, in {attempt} attempts. {Reason(error.Errors)}", error);

    /// <summary>How many attempts git has inside the sandbox.</summary>
    internal const int MaxSandboxAttempts = 5;

    private static string Hint(string? nearest) => nearest is null ? "" : $" Did you mean {nearest}?";

    private static bool Says(string text, ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the server gave a reason other than the missing permission: an archived repository, single sign-on, an address that is not allowed.</summary>
    private static bool HasExplanation(string text) =>
        RemoteLines(text).Any(line => !Says(line, _lacksPermission) && !Says(line, ["Invalid username", "Support for password authentication", "Authentication failed", "invalid credentials", "docs.github.com/get-started/getting-started-with-git/about-remote-repositories"]));

    /// <summary>The server's message, bounded because it is hostile; git's own last line if there is none.</summary>
    private static string Reason(string text)
    {
        var lines = Lines(text);
        var remote = RemoteLines(text).ToList();
        var rejected = lines.LastOrDefault(l => l.Contains("rejected]", StringComparison.OrdinalIgnoreCase));
        var words = remote.Count > 0
            ? string.Join(' ', rejected is null ? remote : [.. remote, rejected])
            : rejected ?? lines.LastOrDefault(l => l.StartsWith("fatal:", StringComparison.Ordinal) || l.StartsWith("error:", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "It gave no reason.";
        return TextSanitizer.SingleLine(words, MaxReasonLength);
    }

    private static IEnumerable<string> RemoteLines(string text) => Lines(text)
        .Where(line => line.StartsWith("remote:", StringComparison.Ordinal))
        .Select(line => line["remote:".Length..].Trim())
        .Where(line => line.Any(char.IsLetterOrDigit) && !_progress.Any(p => line.StartsWith(p, StringComparison.Ordinal)));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
