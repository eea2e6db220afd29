namespace SlackClaudeBot.Slack.Messages;

/// <summary>A message that only one person sees.</summary>
/// <param name="Thread">The root message of the thread that it is posted in.</param>
/// <param name="To">The user id.</param>
/// <param name="Text">As mrkdwn: text of other people in it is escaped already.</param>
public sealed record EphemeralMessage(MessageAddress Thread, string To, string Text);
