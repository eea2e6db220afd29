using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>Where the numbers of attempts are kept.</summary>
public sealed class MetricsOptions
{
    [Setting("METRICS_FILE", "The file to which one line of JSON is added for each attempt of a stage, see docs/metrics.md. Not set: metrics.jsonl in DATA_DIR.")]
    public string? File { get; set; }
}
