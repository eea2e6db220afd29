using System.Globalization;
using System.Net;
using Octokit;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.GitHub.Failures;

/// <summary>Classifies failed requests of GitHub's API: whether a retry can help, and what a person is told.</summary>
internal static class GitHubFailures
{
    // GitHub asks for at least a minute if it does not say how long:
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    private static readonly TimeSpan _defaultPause = TimeSpan.FromMinutes(1);

    // Even if a server asks for more.
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);

    private const int MaxReasonLength = 500;

    /// <summary>The failure of an activity for the failure of a request.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="repository"><c>owner/name</c>.</param>
    /// <param name="branch">The branch, if it is pushed already, so that a person can continue by hand.</param>
    /// <param name="now">The time, to count from.</param>
    internal static ApplicationFailureException Classify(Exception error, string repository, string? branch, DateTimeOffset now) => error switch
    {
        RateLimitExceededException e => Transient($"GitHub's rate limit is used up until {e.Reset:u}.{Pushed(repository, branch)}", e, e.Reset - now),
        SecondaryRateLimitExceededException or AbuseException =>
            Transient($"GitHub asks the bot to slow down (secondary rate limit).{Pushed(repository, branch)}", error, RetryAfter((ApiException)error) ?? _defaultPause),
        ApiException { StatusCode: HttpStatusCode.TooManyRequests } e => Transient($"GitHub asks the bot to slow down.{Pushed(repository, branch)}", e, RetryAfter(e) ?? _defaultPause),
        AuthorizationException => Final($"GitHub does not accept the bot's token. Check GITHUB_TOKEN (or the GitHub App) and when it expires.{Pushed(repository, branch)}", error),
        ForbiddenException when LacksPermission(error.Message) => Final(
            $"The bot's token may not open pull requests in {repository}: it needs Pull requests: read and write for this repository. (GitHub: {Bounded(error.Message)}){Pushed(repository, branch)}", error),
        ForbiddenException => Final($"GitHub refused access to {repository}: {Bounded(error.Message)}{Pushed(repository, branch)}", error),
        NotFoundException => Final($"GitHub has no repository {repository}, or the bot's token may not see it.{Pushed(repository, branch)}", error),
        ApiValidationException e => Final($"GitHub did not accept the pull request for {repository}: {Bounded(Reasons(e))}.{Pushed(repository, branch)}", e),
        ApiException { StatusCode: < HttpStatusCode.InternalServerError } e => Final($"GitHub did not accept the request for {repository}: {Bounded(e.Message)}.{Pushed(repository, branch)}", e),
        ApiException e => Transient($"GitHub answered {(int)e.StatusCode}.{Pushed(repository, branch)}", e, RetryAfter(e)),
        OperationCanceledException => Transient($"GitHub did not answer in time.{Pushed(repository, branch)}", error),
        _ => Transient($"GitHub cannot be reached: {Bounded(error.Message)}.{Pushed(repository, branch)}", error),
    };

    private static string Pushed(string repository, string? branch) => branch is null ? string.Empty : $" The branch {branch} of {repository} is pushed.";

    /// <summary>Other reasons for a 403 are single sign-on, address lists and suspended accounts.</summary>
    private static bool LacksPermission(string message) =>
        message.Contains("not accessible by", StringComparison.OrdinalIgnoreCase) || message.Contains("Must have", StringComparison.OrdinalIgnoreCase) || message.Length == 0;

    private static ApplicationFailureException Final(string message, Exception error) => ActivityFailures.InvalidRequest(message, error);

    /// <summary>Whether GitHub says that this pull request exists already.</summary>
    internal static bool SaysAlreadyExists(ApiValidationException error) => Reasons(error).Contains("already exists", StringComparison.OrdinalIgnoreCase);

    private static ApplicationFailureException Transient(string message, Exception error, TimeSpan? pause = null) =>
        ActivityFailures.Transient(message, error, pause switch
        {
            null => null,
            { } p when p < TimeSpan.FromSeconds(1) => TimeSpan.FromSeconds(1),
            { } p when p > _longestPause => _longestPause,
            _ => pause,
        });

    private static TimeSpan? RetryAfter(ApiException error)
    {
        var header = error.HttpResponse?.Headers.FirstOrDefault(h => string.Equals(h.Key, "Retry-After", StringComparison.OrdinalIgnoreCase)).Value;
        return int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static string Reasons(ApiValidationException error) =>
        string.Join("; ", ReasonsOf(error).Prepend(error.Message));

    // Octokit's list is null if the response has none.
    private static IEnumerable<string> ReasonsOf(ApiValidationException error) =>
        (error.ApiError?.Errors ?? []).Select(e => e.Message ?? $"{e.Field} {e.Code}");

    private static string Bounded(string text) => TextSanitizer.Cut(text, MaxReasonLength);
}
