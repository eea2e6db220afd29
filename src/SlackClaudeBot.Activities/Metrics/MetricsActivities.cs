using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>Keeps the numbers of attempts in a file, and publishes those of ended tasks.</summary>
public sealed class MetricsActivities(MetricsFile file, TaskMeter meter) : IMetricsActivities
{
    [Activity]
    public Task RecordAttemptMetricsAsync(AttemptMetrics metrics) => file.AddAsync(metrics, ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    public Task RecordTaskMetricsAsync(TaskMetrics metrics)
    {
        meter.Record(metrics);
        return Task.CompletedTask;
    }
}
