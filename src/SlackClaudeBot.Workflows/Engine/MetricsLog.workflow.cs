using System.Linq.Expressions;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Writes the task's numbers beside its work: a full disk delays no review and ends no task.</summary>
internal sealed class MetricsLog
{
    private readonly List<Task> _writes = [];

    /// <summary>Writes the numbers of an attempt that has ended.</summary>
    public void Add(AttemptMetrics metrics) => _writes.Add(WriteAsync(a => a.RecordAttemptMetricsAsync(metrics)));

    /// <summary>Writes the numbers of the task, which has ended.</summary>
    public void Add(TaskMetrics metrics) => _writes.Add(WriteAsync(a => a.RecordTaskMetricsAsync(metrics)));

    /// <summary>Waits until everything is written.</summary>
    public Task CloseAsync() => Workflow.WhenAllAsync(_writes);

    private static async Task WriteAsync(Expression<Func<IMetricsActivities, Task>> write)
    {
        try
        {
            await Calls.RunAsync(write, Policies.Metrics(), "The metrics were not written");
        }
        catch (ActivityFailureException e)
        {
            Workflow.Logger.LogWarning("The metrics are not written: {Reason}", Failures.ForLog(e));
        }
    }
}
