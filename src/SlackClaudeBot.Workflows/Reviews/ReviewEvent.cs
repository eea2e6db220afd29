using SlackClaudeBot.Workflows.Contracts.Reviews;

namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>Something a waiting review wants to be shown.</summary>
internal abstract record ReviewEvent
{
    /// <summary>A reply was taken as feedback.</summary>
    public sealed record FeedbackTaken(Feedback Feedback) : ReviewEvent;

    /// <summary>It was taken back.</summary>
    public sealed record FeedbackUndone(Feedback Feedback, string By) : ReviewEvent;

    /// <summary>Half of the time is over.</summary>
    public sealed record ReminderDue(TimeSpan Left) : ReviewEvent;

    /// <summary>A reply came for the last attempt: it must not end the task by itself.</summary>
    public sealed record NoAttemptLeft(string SignalId, string? By) : ReviewEvent;

    /// <summary>A decision did not count.</summary>
    public sealed record NotTaken(ReviewVerdict Verdict, string? By) : ReviewEvent;

    /// <summary>The review is over.</summary>
    public sealed record Decided(StageDecision Decision) : ReviewEvent;
}

/// <summary>What a person wants to be done differently.</summary>
/// <param name="Id">The id of the rejection that carried it.</param>
/// <param name="By">The Slack user id, or null for somebody in Temporal's own tools.</param>
/// <param name="Text">What they said.</param>
/// <param name="CanBeUndone">Whether it was a reply.</param>
internal sealed record Feedback(string Id, string? By, string Text, bool CanBeUndone);
