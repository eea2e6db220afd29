using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.Delivery;

/// <summary>What Slack sends to the app; the same again for a retry.</summary>
/// <param name="Kind">Decides endpoint, encoding and envelope.</param>
/// <param name="Payload">The command's fields, or the payload of an interaction or event.</param>
public sealed record BotRequest(BotRequestKind Kind, JsonObject Payload)
{
    /// <summary>The body of an HTTP request.</summary>
    public string Body { get; } = Kind switch
    {
        BotRequestKind.Command => Form(Payload.Select(field => (field.Key, field.Value!.GetValue<string>()))),
        BotRequestKind.Interaction => Form([("payload", Payload.ToJsonString())]),
        _ => Payload.ToJsonString(),
    };

    public string ContentType => Kind == BotRequestKind.Event ? "application/json" : "application/x-www-form-urlencoded";

    public string Path => Kind switch
    {
        BotRequestKind.Command => "/slack/command",
        BotRequestKind.Interaction => "/slack/action",
        _ => "/slack/event",
    };

    /// <summary>The name of its envelope in Socket Mode.</summary>
    public string EnvelopeType => Kind switch
    {
        BotRequestKind.Command => "slash_commands",
        BotRequestKind.Interaction => "interactive",
        _ => "events_api",
    };

    // Spaces as '+', as browsers and Slack write forms.
    private static string Form(IEnumerable<(string Name, string Value)> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Value).Replace("%20", "+", StringComparison.Ordinal)}"));
}

/// <summary>The kinds of requests.</summary>
public enum BotRequestKind
{
    Command,
    Interaction,
    Event,
}

/// <summary>The app's answer.</summary>
/// <param name="Status">The HTTP status; 0 if there was no answer.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">The body.</param>
/// <param name="Failure">Slack's word for why there was none: <c>timeout</c>, <c>connection_failed</c>, <c>http_error</c>.</param>
/// <param name="Took">From the request to the answer.</param>
public sealed record BotAnswer(int Status, string ContentType, string Body, string? Failure, TimeSpan Took)
{
    public bool IsAcknowledged => Failure is null;
}

/// <summary>A request that was sent, and what came back.</summary>
public sealed record BotDelivery(BotRequest Request, int Retry, BotAnswer Answer);
