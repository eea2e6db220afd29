using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Metrics;

/// <summary>Keeps the numbers of ended tasks: in a file, and for who listens.</summary>
public sealed class MetricsActivities(MetricsFile file, TaskMeter meter) : IMetricsActivities
{
    [Activity]
    public async Task RecordTaskMetricsAsync(TaskMetrics metrics)
    {
        if (await file.AddAsync(metrics, ActivityExecutionContext.Current.CancellationToken))
        {
            meter.Record(metrics);
        }
    }
}
