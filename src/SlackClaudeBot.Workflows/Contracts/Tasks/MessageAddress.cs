namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>A Slack message: the channel it is in, and its <c>ts</c>.</summary>
public sealed record MessageAddress(string Channel, string Timestamp);
