namespace SlackClaudeBot.Slack.Inbound;

/// <summary>The answer to a handled request. To send it is to acknowledge the request.</summary>
/// <param name="Body">Null for an empty answer.</param>
/// <param name="ContentType">Null if there is no body.</param>
internal sealed record SlackAnswer(string? Body, string? ContentType)
{
    /// <summary>An acknowledgement without an answer.</summary>
    public static SlackAnswer Empty { get; } = new(null, null);
}
