namespace SlackClaudeBot.Slack.Rendering;

/// <summary>A line or a question in the task's thread.</summary>
/// <param name="WorkflowId">The workflow, for its Undo button.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Text">What it says, unescaped: the renderer escapes all of it.</param>
/// <param name="Value">The id of the rejection that its Undo button takes back; null for no button.</param>
/// <param name="Mention">The user id to mention, if any.</param>
/// <param name="By">The user id of the person who did what the text says, if it is to be named.</param>
public sealed record ThreadMessage(
    string WorkflowId,
    ThreadMessageKind Kind,
    string Text,
    string? Value = null,
    string? Mention = null,
    string? By = null)
{
    /// <summary>When its Undo button stops working, UTC; null if it has none.</summary>
    public DateTime? UndoUntil { get; init; }
}

/// <summary>The kinds of thread messages.</summary>
public enum ThreadMessageKind
{
    Note,
    Question,

    /// <summary>A question that has been answered; the mention says by whom.</summary>
    Answered,
    Reminder,
    FeedbackTaken,
    Warning,
    Ended,

    /// <summary>The task ended without what it was asked for.</summary>
    Failed,
}
