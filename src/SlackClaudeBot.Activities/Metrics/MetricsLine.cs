using System.Text.Json;
using System.Text.Json.Serialization;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>One line of the metrics file: an ended task, with the names that programs which read the file expect.</summary>
internal sealed record MetricsLine
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required string TaskId { get; init; }

    public required string WorkflowId { get; init; }

    public required string WorkflowType { get; init; }

    public required string Status { get; init; }

    public required string Requester { get; init; }

    public required IReadOnlyList<string> Repositories { get; init; }

    public required int Attempts { get; init; }

    /// <summary>Tokens of all models, read from caches included.</summary>
    public required long TokensUsed { get; init; }

    /// <summary>US dollars, to a hundredth of a cent.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Milliseconds from the request to the end.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Milliseconds that agents worked.</summary>
    public required long AgentMs { get; init; }

    /// <summary>Milliseconds that the task waited for people.</summary>
    public required long WaitedMs { get; init; }

    /// <summary>Of the last attempt, as the next three.</summary>
    public required int FilesModified { get; init; }

    public required int LinesAdded { get; init; }

    public required int LinesRemoved { get; init; }

    /// <summary>Whether all tests passed; null if none ran.</summary>
    public required bool? TestsPass { get; init; }

    public required int PullRequests { get; init; }

    public required string? Error { get; init; }

    /// <summary>The line of a task.</summary>
    public static MetricsLine Of(TaskMetrics metrics, DateTimeOffset now) => new()
    {
        Timestamp = now,
        TaskId = metrics.TaskId,
        WorkflowId = metrics.WorkflowId,
        WorkflowType = metrics.WorkflowType,
        Status = metrics.Status.WireName(),
        Requester = metrics.Requester,
        Repositories = metrics.Repositories,
        Attempts = metrics.Attempts,
        TokensUsed = metrics.TokensUsed,
        Cost = Math.Round(metrics.CostUsd, 4),
        DurationMs = (long)metrics.Duration.TotalMilliseconds,
        AgentMs = (long)metrics.AgentTime.TotalMilliseconds,
        WaitedMs = (long)metrics.WaitedForPeople.TotalMilliseconds,
        FilesModified = metrics.FilesModified,
        LinesAdded = metrics.LinesAdded,
        LinesRemoved = metrics.LinesRemoved,
        TestsPass = metrics.TestsPass,
        PullRequests = metrics.PullRequests,
        Error = metrics.Error,
    };

    /// <summary>The line as JSON, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>Whether a line of the file is this workflow's.</summary>
    public static bool IsOf(string line, string workflowId)
    {
        if (!line.Contains(workflowId, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return JsonSerializer.Deserialize<Key>(line, _json)?.WorkflowId == workflowId;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed record Key([property: JsonPropertyName("workflow_id")] string? WorkflowId);
}
