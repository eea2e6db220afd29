namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>A message in the task's thread.</summary>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Key">Unique within the workflow, for example <c>question:fix:1:1</c>; a retry with the same key posts nothing new.</param>
/// <param name="Kind">How it looks; one of <see cref="ThreadMessageKinds"/>.</param>
/// <param name="Text">What it says, unescaped: the renderer escapes all of it.</param>
/// <param name="Value">Where it has an Undo button: the id of the rejection that the button takes back.</param>
/// <param name="Mention">The Slack user id it calls, if any.</param>
public sealed record ThreadMessage(
    string WorkflowId,
    string Key,
    string Kind,
    string Text,
    string? Value = null,
    string? Mention = null);

/// <summary>A message that one person alone sees.</summary>
/// <param name="Thread">The root message of the thread it stands in.</param>
/// <param name="To">The Slack user id.</param>
/// <param name="Text">As mrkdwn: what others wrote in it is escaped already.</param>
public sealed record Whisper(MessageAddress Thread, string To, string Text);

/// <summary>The kinds of thread messages.</summary>
public static class ThreadMessageKinds
{
    public const string Note = "note";
    public const string Question = "question";

    /// <summary>A question that has been answered; the mention says by whom.</summary>
    public const string Answered = "answered";
    public const string Reminder = "reminder";
    public const string FeedbackTaken = "feedback_taken";
    public const string Warning = "warning";
    public const string Ended = "ended";
}
