using System.Globalization;
using System.Net;
using Octokit;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Texts;
using Temporalio.Exceptions;

namespace SlackClaudeBot.GitHub.PullRequests;

/// <summary>What GitHub's failures mean for a workflow: a person must act, or it may pass.</summary>
internal static class GitHubFailures
{
    // GitHub asks for at least a minute where it does not say:
    // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    private static readonly TimeSpan _defaultPause = TimeSpan.FromMinutes(1);

    // A server's word is not followed for ever.
    private static readonly TimeSpan _longestPause = TimeSpan.FromHours(1);

    private const int MaxReasonLength = 300;

    /// <summary>The failure of an activity for the failure of a request.</summary>
    internal static ApplicationFailureException Of(Exception error, string repository, DateTimeOffset now) => error switch
    {
        RateLimitExceededException e => Passing($"GitHub's rate limit is used up until {e.Reset:u}.", e, e.Reset - now),
        SecondaryRateLimitExceededException or AbuseException => Passing("GitHub asks the bot to slow down (secondary rate limit).", error, RetryAfter((ApiException)error) ?? _defaultPause),
        ApiException { StatusCode: HttpStatusCode.TooManyRequests } e => Passing("GitHub asks the bot to slow down.", e, RetryAfter(e) ?? _defaultPause),
        AuthorizationException => ActivityFailures.InvalidRequest("GitHub does not accept the bot's token. Check GITHUB_TOKEN (or the GitHub App) and when it expires.", error),
        ForbiddenException => ActivityFailures.InvalidRequest(
            $"The bot's token may not open pull requests in {repository}: it needs Pull requests: read and write for this repository. (GitHub: {Bounded(error.Message)})", error),
        NotFoundException => ActivityFailures.InvalidRequest($"GitHub knows no repository {repository}, or the bot's token may not see it.", error),
        ApiValidationException e => ActivityFailures.InvalidRequest($"GitHub did not take the pull request for {repository}: {Bounded(Reasons(e))}", e),
        ApiException { StatusCode: < HttpStatusCode.InternalServerError } e => ActivityFailures.InvalidRequest($"GitHub did not take the request for {repository}: {Bounded(e.Message)}", e),
        ApiException e => Passing($"GitHub answered {(int)e.StatusCode}.", e, RetryAfter(e)),
        OperationCanceledException => Passing("GitHub did not answer in time.", error),
        _ => Passing($"GitHub cannot be reached: {Bounded(error.Message)}", error),
    };

    /// <summary>Whether GitHub says that there is such a pull request already.</summary>
    internal static bool SaysAlreadyExists(ApiValidationException error) => Reasons(error).Contains("already exists", StringComparison.OrdinalIgnoreCase);

    private static ApplicationFailureException Passing(string message, Exception error, TimeSpan? pause = null) =>
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
        string.Join("; ", error.ApiError.Errors.Select(e => e.Message ?? $"{e.Field} {e.Code}").Prepend(error.Message));

    private static string Bounded(string text) => CleanText.Cut(text, MaxReasonLength);
}
