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
    string? Error)
{
    /// <summary>Tokens of all models and runs, read from caches included.</summary>
    public long TokensUsed { get; init; }

    /// <summary>Files that the last attempt changed.</summary>
    public int FilesModified { get; init; }

    public int LinesAdded { get; init; }

    public int LinesRemoved { get; init; }

    /// <summary>Whether all tests of the last attempt passed; null if none ran.</summary>
    public bool? TestsPass { get; init; }
}

/// <summary>Keeps the numbers of ended tasks.</summary>
public interface IMetricsActivities
{
    /// <summary>Writes one line; a retry of the same task writes no second one.</summary>
    [Activity]
    Task RecordTaskMetricsAsync(TaskMetrics metrics);
}
