using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>What one task took, written when it ends.</summary>
public sealed record TaskMetrics(
    string TaskId,
    string WorkflowId,
    string WorkflowType,
    string Status,
    string Requester,
    IReadOnlyList<string> Repositories,
    int Attempts,
    decimal CostUsd,
    TimeSpan Duration,
    TimeSpan AgentTime,
    TimeSpan WaitedForPeople,
    int PullRequests,
    string? Error);

/// <summary>Keeps the numbers of ended tasks.</summary>
public interface IMetricsActivities
{
    /// <summary>Writes one line; a retry of the same task writes no second one.</summary>
    [Activity]
    Task RecordTaskMetricsAsync(TaskMetrics metrics);
}
