using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>How a task ends.</summary>
/// <param name="Status">One of the final <see cref="WorkStatus"/>.</param>
/// <param name="Detail">One line for the card.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record TaskEnd(WorkStatus Status, string? Detail, string? Error = null)
{
    public static TaskEnd Failed(string reason) => new(WorkStatus.Failed, reason, reason);

    public static TaskEnd Cancelled(Cancel? cancellation) => new(
        WorkStatus.Cancelled,
        string.IsNullOrWhiteSpace(cancellation?.Reason) ? null : $"Cancelled: {cancellation.Reason}");
}
