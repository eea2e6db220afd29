using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>Something that happened to a task and that people should know.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(TaskOpened), "task_opened")]
[JsonDerivedType(typeof(TaskChanged), "task_changed")]
[JsonDerivedType(typeof(TaskEnded), "task_ended")]
[JsonDerivedType(typeof(ReviewOpened), "review_opened")]
[JsonDerivedType(typeof(ReviewChanged), "review_changed")]
[JsonDerivedType(typeof(FeedbackTaken), "feedback_taken")]
[JsonDerivedType(typeof(FeedbackKept), "feedback_kept")]
[JsonDerivedType(typeof(FeedbackUndone), "feedback_undone")]
[JsonDerivedType(typeof(DecisionIgnored), "decision_ignored")]
[JsonDerivedType(typeof(QuestionAsked), "question_asked")]
[JsonDerivedType(typeof(QuestionAnswered), "question_answered")]
[JsonDerivedType(typeof(ReminderDue), "reminder_due")]
[JsonDerivedType(typeof(ReplyReceived), "reply_received")]
public abstract record TaskEvent
{
    /// <summary>Names what the event is about, for example <c>question:fix:1:1</c>. Unique in the workflow, except that an event which replaces another has its key.</summary>
    public abstract string Key { get; }
}

/// <summary>The task begins. Without a place to show it there is no task.</summary>
public sealed record TaskOpened(TaskSnapshot Task) : TaskEvent
{
    public override string Key => "task";
}

/// <summary>The task moves on: another status, detail, cost or deadline. Nobody has to act on it.</summary>
public sealed record TaskChanged(TaskSnapshot Task) : TaskEvent
{
    public override string Key => "task";
}

/// <summary>The task has ended. The last <see cref="TaskChanged"/> follows.</summary>
/// <param name="Task">The task, in its final status.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="By">The user id of the person who ended it; null if no person did.</param>
public sealed record TaskEnded(TaskSnapshot Task, string? Error, string? By) : TaskEvent
{
    public override string Key => "ended";
}
