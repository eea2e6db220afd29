namespace SlackClaudeBot.Workflows.Notifications;

/// <summary>A Slack message: the channel it is in, and its <c>ts</c>.</summary>
public sealed record MessageReference(string Channel, string Timestamp);
