using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Foundation.Artifacts;

/// <summary>How long artifacts are kept.</summary>
public sealed class ArtifactOptions
{
    [Range(typeof(TimeSpan), "14.00:00:00", "36500.00:00:00", ErrorMessage = "must be 14d or longer: links to whole diffs are valid for 14 days.")]
    [Setting("ARTIFACT_RETENTION", "How long diffs, transcripts and logs in DATA_DIR are kept after a task wrote its last one. Those of open tasks are kept.")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
