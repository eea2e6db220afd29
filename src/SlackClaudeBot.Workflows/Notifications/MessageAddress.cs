namespace SlackClaudeBot.Workflows.Notifications;

/// <summary>The address of a Slack message: its channel and its <c>ts</c>.</summary>
public sealed record MessageAddress(string Channel, string Timestamp);
