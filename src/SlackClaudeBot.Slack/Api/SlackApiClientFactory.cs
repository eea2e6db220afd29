using SlackClaudeBot.Slack.Inbound;
using SlackClaudeBot.Slack.Settings;
using SlackNet;

namespace SlackClaudeBot.Slack.Api;

/// <summary>Creates clients of Slack's Web API.</summary>
internal sealed class SlackApiClientFactory(SlackOptions options, IHttpClientFactory http)
{
    public const string HttpClientName = "slack";

    /// <summary>A client that throws <see cref="SlackRateLimitException"/> on a 429: the callers know how long they may wait.</summary>
    public SlackApiClient Create(string token)
    {
        var json = new InboundJsonSettings();
        return new(Default.Http(json, () => http.CreateClient(HttpClientName)), new SlackApiUrls(options), json, token) { DisableRetryOnRateLimit = true };
    }
}
