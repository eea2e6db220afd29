using SlackClaudeBot.Slack.Settings;
using SlackNet;

namespace SlackClaudeBot.Slack.Api;

/// <summary>Builds addresses of the Web API at <c>SLACK_API_URL</c>.</summary>
internal sealed class SlackApiUrls(SlackOptions options) : ISlackUrlBuilder
{
    // SlackNet knows the format of arguments; only the address differs.
    private const string SlackItself = "https://slack.com/api/";

    private readonly ISlackUrlBuilder _slack = Default.UrlBuilder();

    public string Url(string apiMethod, Dictionary<string, object> args)
    {
        var url = _slack.Url(apiMethod, args);
        return url.StartsWith(SlackItself, StringComparison.Ordinal)
            ? $"{options.ApiUrl.AbsoluteUri.TrimEnd('/')}/{url[SlackItself.Length..]}"
            : throw new InvalidOperationException($"Unexpected URL format from SlackNet: {url}.");
    }
}
