using SlackNet;

namespace SlackClaudeBot.Slack;

/// <summary>Calls the Web API where <c>SLACK_API_URL</c> says.</summary>
internal sealed class SlackApiUrls(SlackOptions options) : ISlackUrlBuilder
{
    // SlackNet knows how arguments are written; only where they are sent differs.
    private const string SlackItself = "https://slack.com/api/";

    private readonly ISlackUrlBuilder _slack = Default.UrlBuilder();

    public string Url(string apiMethod, Dictionary<string, object> args)
    {
        var url = _slack.Url(apiMethod, args);
        return url.StartsWith(SlackItself, StringComparison.Ordinal)
            ? $"{options.ApiUrl.AbsoluteUri.TrimEnd('/')}/{url[SlackItself.Length..]}"
            : throw new InvalidOperationException("SlackNet builds addresses in another way than this program knows.");
    }
}
