using System.Diagnostics.Metrics;

namespace SlackClaudeBot.Slack.Inbound;

/// <summary>Counts inbound requests by endpoint and outcome.</summary>
internal sealed class SlackMetrics(IMeterFactory meters)
{
    public const string MeterName = "SlackClaudeBot.Slack";

    private readonly Counter<long> _requests = meters.Create(MeterName).CreateCounter<long>(
        "slackclaudebot.slack.requests", "{request}", "Requests to Slack's endpoints, by endpoint and outcome.");

    public void Count(string endpoint, string outcome) =>
        _requests.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint), new KeyValuePair<string, object?>("outcome", outcome));
}
