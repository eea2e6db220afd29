using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The numbers of one task, written when it ends.</summary>
public sealed record TaskMetrics
{
    public required TaskId TaskId { get; init; }

    public required string WorkflowId { get; init; }

    public required string WorkflowType { get; init; }

    public required WorkStatus Status { get; init; }

    public required string Requester { get; init; }

    public required IReadOnlyList<string> Repositories { get; init; }

    /// <summary>The attempts of all stages together.</summary>
    public int Attempts { get; init; }

    public decimal CostUsd { get; init; }

    public TimeSpan Duration { get; init; }

    /// <summary>All runs of the agent together.</summary>
    public TimeSpan AgentTime { get; init; }

    /// <summary>All reviews and questions together.</summary>
    public TimeSpan WaitedForPeople { get; init; }

    public int PullRequests { get; init; }

    /// <summary>Tokens of all models and runs, read from caches included.</summary>
    public long TokensUsed { get; init; }

    /// <summary>Files that the last attempt changed.</summary>
    public int FilesModified { get; init; }

    public int LinesAdded { get; init; }

    public int LinesRemoved { get; init; }

    /// <summary>Whether all tests of the last attempt passed; null if none ran.</summary>
    public bool? TestsPass { get; init; }

    public string? Error { get; init; }
}

/// <summary>Keeps the numbers of ended tasks.</summary>
public interface IMetricsActivities
{
    /// <summary>Writes one line; a retry of the same task does not write a second one.</summary>
    [Activity]
    Task RecordTaskMetricsAsync(TaskMetrics metrics);
}
