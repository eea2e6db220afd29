namespace SlackClaudeBot.Workflows.Notifications;

/// <summary>The kinds of metadata on the bot's messages, and the fields in them.</summary>
public static class MessageMetadataTypes
{
    /// <summary>On a task's root message, with <see cref="WorkflowId"/> and <see cref="TaskId"/>: leads from a thread to its workflow.</summary>
    public const string Task = "claude_task";

    /// <summary>On every other message of a task, with <see cref="WorkflowId"/> and <see cref="Key"/>: finds a message that was posted before.</summary>
    public const string Message = "claude_message";

    public const string WorkflowId = "workflow_id";
    public const string TaskId = "task_id";
    public const string Key = "key";
}
