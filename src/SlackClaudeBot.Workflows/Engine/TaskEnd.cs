using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>How a task ends.</summary>
/// <param name="Status">One of the final <see cref="WorkStatus"/>.</param>
/// <param name="Detail">One line for people.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="By">The user id of the person who ended it; null if they used Temporal's own tools, or nobody did.</param>
internal sealed record TaskEnd(WorkStatus Status, string? Detail, string? Error = null, string? By = null)
{
    public static TaskEnd Failed(string reason) => new(WorkStatus.Failed, reason, reason);

    /// <summary>The end after a review that did not let the work pass.</summary>
    public static TaskEnd NotApproved(StageDecision decision) => decision.Kind == DecisionKind.Expired
        ? new TaskEnd(WorkStatus.Expired, "Nobody answered or decided in time.")
        : new TaskEnd(WorkStatus.Rejected, decision.Feedback is null ? "Rejected." : "Rejected; no attempt is left.", By: decision.By);

    public static TaskEnd Cancelled(Cancel? cancellation) => new(
        WorkStatus.Cancelled,
        string.IsNullOrWhiteSpace(cancellation?.Reason) ? "Cancelled." : $"Cancelled: {cancellation.Reason}",
        By: cancellation?.By);
}
