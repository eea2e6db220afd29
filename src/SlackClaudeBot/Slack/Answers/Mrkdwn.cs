using SlackClaudeBot.Activities.Notifications.Rendering;

namespace SlackClaudeBot.Slack.Answers;

/// <summary>Quotes what people typed.</summary>
internal static class Mrkdwn
{
    /// <summary>On one line, between backticks.</summary>
    public static string Code(string? text, int maxLength) =>
        $"`{SlackText.Inline(text, maxLength).Replace('`', '\'')}`";
}
