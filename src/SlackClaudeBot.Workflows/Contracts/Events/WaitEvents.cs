using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>The agent needs to know something, and waits.</summary>
/// <param name="Attempt">The attempt that it works on.</param>
/// <param name="Turn">Its run.</param>
/// <param name="Text">What it asks; hostile text is possible.</param>
/// <param name="Requester">The user id of the person who is asked.</param>
public sealed record QuestionAsked(AttemptKey Attempt, int Turn, string Text, string Requester) : TaskEvent
{
    public override string Key => $"{Attempt.EventKey("question")}:{Turn}";
}

/// <summary>The question has its answer.</summary>
/// <param name="Attempt">As in <see cref="QuestionAsked"/>.</param>
/// <param name="Turn">As in <see cref="QuestionAsked"/>.</param>
/// <param name="Text">What was asked.</param>
/// <param name="By">The user id of the person who answered; empty if they used Temporal's own tools.</param>
public sealed record QuestionAnswered(AttemptKey Attempt, int Turn, string Text, string By) : TaskEvent
{
    public override string Key => $"{Attempt.EventKey("question")}:{Turn}";
}

/// <summary>Half of the time to decide or to answer is over.</summary>
/// <param name="Attempt">The attempt whose review or question waits.</param>
/// <param name="Turn">The run whose question waits; null if the review does.</param>
/// <param name="Left">How long it still waits.</param>
/// <param name="Requester">The user id of the person to remind.</param>
public sealed record ReminderDue(AttemptKey Attempt, int? Turn, TimeSpan Left, string Requester) : TaskEvent
{
    public override string Key => Turn is { } turn ? $"{Attempt.EventKey("reminder")}:{turn}" : Attempt.EventKey("reminder");
}

/// <summary>What became of a reply, if no other event says it: a note for the next attempt, praise, or a reply of somebody who may not decide.</summary>
/// <param name="Id">The id of the reply's signal.</param>
/// <param name="By">The user id of its author.</param>
/// <param name="Message">The reply, as its surface names it: see <see cref="TaskReply.Message"/>.</param>
/// <param name="TakenAs">What it was taken as.</param>
/// <param name="Approvers">The people who may decide, in the surface's own words.</param>
public sealed record ReplyReceived(string Id, string By, string Message, ReplyDisposition TakenAs, string Approvers) : TaskEvent
{
    public override string Key => $"received:{Id}";
}
