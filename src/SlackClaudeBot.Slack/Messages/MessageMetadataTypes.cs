namespace SlackClaudeBot.Slack.Messages;

/// <summary>The metadata that our messages carry. It leads from a thread to its workflow, and a retry to what was posted before.</summary>
public static class MessageMetadataTypes
{
    /// <summary>On a task's root message: <see cref="WorkflowId"/> and <see cref="TaskId"/>.</summary>
    public const string Task = "claude_task";

    /// <summary>On every other message: <see cref="WorkflowId"/> and <see cref="Key"/>.</summary>
    public const string Message = "claude_message";

    public const string WorkflowId = "workflow_id";
    public const string TaskId = "task_id";
    public const string Key = "key";
}
