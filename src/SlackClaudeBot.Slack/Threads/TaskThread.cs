namespace SlackClaudeBot.Slack.Threads;

/// <summary>The task that a thread belongs to.</summary>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="IsUnderCard">Whether the thread is the one under the task's card. If not, it is under another message of the task, whose card was deleted.</param>
internal sealed record TaskThread(string WorkflowId, bool IsUnderCard);
