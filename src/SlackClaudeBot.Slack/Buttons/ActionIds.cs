namespace SlackClaudeBot.Slack.Buttons;

/// <summary>The action ids of buttons, and the ids of the reject modal's parts.</summary>
public static class ActionIds
{
    public const string Approve = "task_approve";
    public const string Retry = "task_retry";
    public const string Reject = "task_reject";
    public const string Cancel = "task_cancel";
    public const string Undo = "task_undo";

    /// <summary>The callback id of the reject modal.</summary>
    public const string RejectModal = "task_reject_modal";

    /// <summary>The block and the action of the modal's text input.</summary>
    public const string Feedback = "feedback";
}
