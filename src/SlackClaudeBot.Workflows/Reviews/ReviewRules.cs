using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Reviews;

/// <summary>What a person wants to do with a review.</summary>
public enum ReviewAction
{
    Approve,

    /// <summary>Reject with feedback, for another attempt. It is added to feedback that was taken before.</summary>
    RejectWithFeedback,

    /// <summary>Reject for good.</summary>
    Reject,

    /// <summary>Let a failed agent try once more.</summary>
    Retry,
}

/// <summary>Whether a decision counts, and why not.</summary>
public enum ReviewVerdict
{
    Allowed,

    /// <summary>It is about an attempt that does not wait for a decision any more.</summary>
    Stale,

    /// <summary>Feedback was taken before and can still be undone; it counts.</summary>
    FeedbackFirst,

    /// <summary>There is nothing that could be delivered.</summary>
    NothingToApprove,
}

/// <summary>
/// The rule about decisions, and its words. The bot asks it before it signals, to answer the person at once; the workflow asks it
/// again when the signal arrives, and its answer counts.
/// </summary>
public static class ReviewRules
{
    /// <summary>Why a reply to the last attempt starts no other one.</summary>
    public const string NoAttemptLeft = "This was the last attempt, so a reply cannot start another one. Please decide with Approve or Reject.";

    /// <summary>Judges a decision on a task as a query showed it.</summary>
    public static ReviewVerdict Check(TaskState state, string? stage, int? attempt, ReviewAction action) => Check(
        isOpen: state.Status == WorkStatus.AwaitingApproval && stage == state.Stage && attempt == state.Attempt, state.IsFeedbackTaken, state.CanApprove, action);

    /// <summary>Judges a decision.</summary>
    /// <param name="isOpen">Whether the review that it names waits for a decision.</param>
    /// <param name="isFeedbackTaken">Whether feedback was taken that can still be undone.</param>
    /// <param name="canApprove">Whether there is something to approve.</param>
    /// <param name="action">The decision.</param>
    public static ReviewVerdict Check(bool isOpen, bool isFeedbackTaken, bool canApprove, ReviewAction action) => (isOpen, isFeedbackTaken, action) switch
    {
        (false, _, _) => ReviewVerdict.Stale,
        (_, _, ReviewAction.RejectWithFeedback) => ReviewVerdict.Allowed,
        (_, true, _) => ReviewVerdict.FeedbackFirst,
        (_, _, ReviewAction.Approve) when !canApprove => ReviewVerdict.NothingToApprove,
        _ => ReviewVerdict.Allowed,
    };

    /// <summary>Why a decision does not count, for the person who made it.</summary>
    /// <param name="verdict">Not <see cref="ReviewVerdict.Allowed"/>.</param>
    /// <param name="attempt">The attempt that is current now.</param>
    public static string Explain(ReviewVerdict verdict, int attempt) => verdict switch
    {
        ReviewVerdict.Stale => $"Already decided; attempt {attempt} is current now.",
        ReviewVerdict.FeedbackFirst => $"A reply was taken as feedback for attempt {attempt + 1} before that, and it counts. Undo it in the thread first to decide otherwise.",
        ReviewVerdict.NothingToApprove => "There is nothing to approve: no change can be delivered. Reject with feedback to try again, or cancel.",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "There is nothing to explain."),
    };
}
