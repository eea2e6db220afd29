using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.Slack.Api;
using SlackClaudeBot.Slack.Settings;
using SlackNet;

namespace SlackClaudeBot.Slack.Tokens;

/// <summary>Asks Slack whether it accepts the tokens.</summary>
internal static class SlackTokens
{
    public const string Bot = "SLACK_BOT_TOKEN";
    public const string App = "SLACK_APP_TOKEN";

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Slack's own problems, which say nothing about a token. See https://docs.slack.dev/reference/methods/auth.test#errors</summary>
    private static readonly HashSet<string> _transient =
        ["ratelimited", "rate_limited", "accesslimited", "fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"];

    /// <summary>Asks about each token that is set.</summary>
    /// <returns>Those that Slack refuses, and what it said instead of an answer, or null if it answered all.</returns>
    public static async Task<(IReadOnlyList<SettingProblem> Refused, string? NoAnswer)> AskAsync(SlackOptions options, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SlackHttpHandler(options) { InnerHandler = new SocketsHttpHandler() }) { Timeout = _timeout };
        var calls = new List<(string Setting, Task Call)> { (Bot, Client(options.BotToken).Auth.Test(cancellationToken)) };
        if (options.UsesSocketMode)
        {
            calls.Add((App, Client(options.AppToken!).AppsConnectionsApi.Open(cancellationToken)));
        }

        var (refused, noAnswer) = (new List<SettingProblem>(), (string?)null);
        foreach (var (setting, call) in calls)
        {
            try
            {
                await call;
            }
            catch (Exception e) when (FindRefusal(e, setting) is { } refusal)
            {
                refused.Add(refusal);
            }
            catch (Exception e) when (IsNoAnswer(e) && !cancellationToken.IsCancellationRequested)
            {
                noAnswer = e.Message;
            }
        }

        return (refused, noAnswer);

        ISlackApiClient Client(string token) => new SlackApiClient(Default.Http(getHttpClient: () => http), new SlackApiUrls(options), Default.JsonSettings(), token)
        {
            DisableRetryOnRateLimit = true,
        };
    }

    /// <summary>The problem of a token that Slack refused; null if the exception says nothing about the token.</summary>
    public static SettingProblem? FindRefusal(Exception exception, string setting) =>
        exception is SlackException { ErrorCode: { Length: > 0 } code } && !_transient.Contains(code)
            ? new(setting, $"is refused by Slack ({code}).", SettingAttribute.HelpFor<SlackOptions>(setting))
            : null;

    /// <summary>Whether Slack did not answer the question.</summary>
    public static bool IsNoAnswer(Exception exception) =>
        exception is SlackException or SlackRateLimitException or HttpRequestException or OperationCanceledException;
}
