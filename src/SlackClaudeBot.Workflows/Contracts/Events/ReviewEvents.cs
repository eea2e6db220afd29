using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>An attempt is finished, and people can see what it did. It waits for a decision, unless it was approved automatically.</summary>
public sealed record ReviewOpened(AttemptReview Review) : TaskEvent
{
    public override string Key => Review.Key.EventKey("stage");
}

/// <summary>The review has a decision, or feedback was taken or undone: nobody can decide any more, or everybody again.</summary>
public sealed record ReviewChanged(AttemptReview Review) : TaskEvent
{
    public override string Key => Review.Key.EventKey("stage");
}

/// <summary>A reply was taken as feedback for the next attempt.</summary>
/// <param name="Attempt">The attempt under review.</param>
/// <param name="Id">The id of the rejection that the reply is; undoing names it.</param>
/// <param name="UndoUntil">Until when it can be undone, UTC.</param>
public sealed record FeedbackTaken(AttemptKey Attempt, string Id, DateTime UndoUntil) : TaskEvent
{
    public override string Key => $"{Attempt.EventKey("feedback")}:{Id}";
}

/// <summary>The feedback counts: it cannot be undone any more.</summary>
public sealed record FeedbackKept(AttemptKey Attempt, string Id) : TaskEvent
{
    public override string Key => $"{Attempt.EventKey("feedback")}:{Id}";
}

/// <summary>The feedback was taken back.</summary>
/// <param name="Attempt">The attempt under review.</param>
/// <param name="Id">As in <see cref="FeedbackTaken"/>.</param>
/// <param name="By">The user id of the person who took it back.</param>
public sealed record FeedbackUndone(AttemptKey Attempt, string Id, string By) : TaskEvent
{
    public override string Key => $"{Attempt.EventKey("feedback")}:{Id}";
}

/// <summary>A decision did not count.</summary>
/// <param name="Attempt">The attempt under review.</param>
/// <param name="What">Names the decision and the rule, for example <c>not-taken:FeedbackFirst</c>.</param>
/// <param name="Explanation">Why, in a sentence or two.</param>
/// <param name="By">The user id of the person who decided; null if they used Temporal's own tools.</param>
public sealed record DecisionIgnored(AttemptKey Attempt, string What, string Explanation, string? By) : TaskEvent
{
    public override string Key => Attempt.EventKey(What);
}
