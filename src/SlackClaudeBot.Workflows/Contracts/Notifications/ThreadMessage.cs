using System.Text.Json.Serialization;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>A message in the task's thread.</summary>
/// <param name="WorkflowId">The workflow.</param>
/// <param name="Key">Unique within the workflow, for example <c>question:fix:1:1</c>; a retry with the same key posts nothing new.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Text">What it says, unescaped: the renderer escapes all of it.</param>
/// <param name="Value">The id of the rejection that its Undo button takes back; null for no button.</param>
/// <param name="Mention">The Slack user id to mention, if any.</param>
/// <param name="By">The Slack user id of the person who did what the text says, if it is to be named.</param>
public sealed record ThreadMessage(
    string WorkflowId,
    string Key,
    ThreadMessageKind Kind,
    string Text,
    string? Value = null,
    string? Mention = null,
    string? By = null)
{
    /// <summary>When its Undo button stops working, UTC; null if it has none.</summary>
    public DateTime? UndoUntil { get; init; }
}

/// <summary>A message that only one person sees.</summary>
/// <param name="Thread">The root message of the thread that it is posted in.</param>
/// <param name="To">The Slack user id.</param>
/// <param name="Text">As mrkdwn: text of other people in it is escaped already.</param>
public sealed record EphemeralMessage(MessageAddress Thread, string To, string Text);

/// <summary>The kinds of thread messages.</summary>
[JsonConverter(typeof(WireEnumConverter<ThreadMessageKind>))]
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
