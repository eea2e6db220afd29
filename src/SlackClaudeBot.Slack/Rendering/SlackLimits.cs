namespace SlackClaudeBot.Slack.Rendering;

/// <summary>Slack's limits, in characters and pieces. See https://docs.slack.dev/reference/block-kit/blocks</summary>
public static class SlackLimits
{
    public const int SectionText = 3000;
    public const int ContextElements = 10;
    public const int PlainTextInput = 3000;

    /// <summary>An error under a modal's field. Not documented: the same as for the hint in that place.</summary>
    public const int FieldError = 2000;

    /// <summary>The length that Slack advises for a message's text; it accepts ten times as much.</summary>
    public const int MessageText = 4000;

    /// <summary>
    /// All blocks of a message together. Slack documents no such limit, yet answers <c>msg_blocks_too_long</c> at about 13,200 characters.
    /// </summary>
    public const int MessageWeight = 12_500;
}
