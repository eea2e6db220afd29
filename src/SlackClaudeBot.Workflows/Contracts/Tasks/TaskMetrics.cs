using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The numbers of one task, published when it ends.</summary>
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

    public string? Error { get; init; }
}

/// <summary>Keeps the numbers of attempts, and publishes those of ended tasks.</summary>
public interface IMetricsActivities
{
    /// <summary>Writes one line. Idempotent: an attempt whose line is there gets no second one.</summary>
    [Activity]
    Task RecordAttemptMetricsAsync(AttemptMetrics metrics);

    /// <summary>Counts an ended task for OpenTelemetry.</summary>
    [Activity]
    Task RecordTaskMetricsAsync(TaskMetrics metrics);
}
