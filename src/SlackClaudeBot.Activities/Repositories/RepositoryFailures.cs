using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>What a failed fetch or push of git means.</summary>
internal static class RepositoryFailures
{
    private const int MaxReasonLength = 300;

    /// <summary>What a failed fetch or push of a repository means for the person who asked.</summary>
    /// <param name="error">What git said.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="findNearest">Asked for the full name that was probably meant, where there is no such repository.</param>
    internal static ApplicationFailureException Of(GitException error, RepositoryAddress repository, Func<string?>? findNearest = null)
    {
        var name = repository.FullName;
        return error.Errors switch
        {
            var said when Says(said, "Authentication failed", "could not read Username", "returned error: 401", "invalid credentials") =>
                ActivityFailures.InvalidRequest($"{repository.Server.Host} does not accept the bot's token for {name}. Check GITHUB_TOKEN (or the GitHub App) and when it expires.", error),
            var said when Says(said, "returned error: 403", "Permission to", "Write access to repository not granted") =>
                ActivityFailures.InvalidRequest($"The bot's token may not do this in {name}: it needs Contents: read and write for this repository. ({LastLine(said)})", error),
            var said when Says(said, "not found", "returned error: 404") =>
                ActivityFailures.InvalidRequest($"There is no repository {name} at {repository.Server.Host}, or the bot's token may not see it.{Hint(findNearest?.Invoke())}", error),
            var said when Says(said, "returned error: 301", "returned error: 302", "returned error: 307", "returned error: 308", "redirect") =>
                ActivityFailures.InvalidRequest($"{name} has moved: use its new name.", error),
            // GitHub's own trouble looks like a refusal.
            var said when Says(said, "Internal Server Error") =>
                ActivityFailures.Transient($"{name}: {repository.Server.Host} did not take the branch ({LastLine(said)}).", error),
            var said when Says(said, "[remote rejected]", "protected branch", "GH006", "GH013", "pre-receive hook declined") =>
                ActivityFailures.InvalidRequest($"{repository.Server.Host} did not take the branch for {name}: {LastLine(said)}", error),
            var said => ActivityFailures.Transient($"{name}: {repository.Server.Host} did not answer as it should ({LastLine(said)}).", error),
        };
    }

    private static string Hint(string? nearest) => nearest is null ? "" : $" Did you mean {nearest}?";

    private static bool Says(string text, params ReadOnlySpan<string> words)
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

    // The line that gives a reason, bounded: what a server says is anybody's text.
    private static string LastLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(l => l.Contains("rejected", StringComparison.OrdinalIgnoreCase))
            ?? lines.LastOrDefault(l => l.StartsWith("fatal:", StringComparison.Ordinal) || l.StartsWith("remote:", StringComparison.Ordinal))
            ?? lines.LastOrDefault()
            ?? "no reason given";
        return CleanText.Cut(line, MaxReasonLength);
    }
}
