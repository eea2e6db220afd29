using System.Text.Json;
using System.Text.Json.Serialization;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>
/// One line of the metrics file: an attempt of a stage. The names up to <c>timestamp</c> are those that programs which read the
/// file expect, in this order; more may be added after them. docs/metrics.md describes them.
/// </summary>
internal sealed record MetricsLine
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public required string Stage { get; init; }

    /// <summary>Tokens of all models, read from caches included.</summary>
    public required long TokensUsed { get; init; }

    /// <summary>US dollars, to a millionth.</summary>
    public required decimal Cost { get; init; }

    /// <summary>Milliseconds from the start of the attempt to its end, without waiting for people.</summary>
    public required long DurationMs { get; init; }

    public required int FilesModified { get; init; }

    public required int LinesAdded { get; init; }

    public required int LinesRemoved { get; init; }

    /// <summary>Whether all tests passed; null if none ran.</summary>
    public required bool? TestsPass { get; init; }

    /// <summary>Why the attempt did not succeed; null if it did.</summary>
    public required string? Error { get; init; }

    /// <summary>When the attempt ended, UTC.</summary>
    public required DateTime Timestamp { get; init; }

    /// <summary>Names the attempt: two lines with one key would be one attempt.</summary>
    public required string Key { get; init; }

    public required string Task { get; init; }

    public required string Kind { get; init; }

    public required int Attempt { get; init; }

    /// <summary>Runs of the agent.</summary>
    public required int Turns { get; init; }

    public required IReadOnlyList<string> Repositories { get; init; }

    public required string Requester { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>The line of an attempt.</summary>
    public static MetricsLine Of(AttemptMetrics metrics) => new()
    {
        Stage = metrics.Key.Stage,
        TokensUsed = metrics.TokensUsed,
        Cost = Math.Round(metrics.CostUsd, 6),
        DurationMs = (long)metrics.Duration.TotalMilliseconds,
        FilesModified = metrics.FilesModified,
        LinesAdded = metrics.LinesAdded,
        LinesRemoved = metrics.LinesRemoved,
        TestsPass = metrics.TestsPass,
        Error = metrics.Error,
        Timestamp = metrics.EndedAt,
        Key = metrics.Key.EventKey(metrics.Key.WorkflowId),
        Task = metrics.Key.TaskId,
        Kind = metrics.Kind,
        Attempt = metrics.Key.Attempt,
        Turns = metrics.Turns,
        Repositories = metrics.Repositories,
        Requester = metrics.Requester,
        WorkflowId = metrics.Key.WorkflowId,
    };

    /// <summary>The line as JSON, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>Whether a line of the file has this key.</summary>
    public static bool HasKey(string line, string key)
    {
        if (!line.Contains(key, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return JsonSerializer.Deserialize<Keyed>(line, _json)?.Key == key;
        }
        catch (JsonException)
        {
            // A crash cut it short.
            return false;
        }
    }

    private sealed record Keyed([property: JsonPropertyName("key")] string? Key);
}
