using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The workflow tasks to which a run can be reset without naming an event.</summary>
internal static class ResetPoints
{
    /// <summary>The event that ends the first or the last completed workflow task; if none has completed, the one that follows its schedule.</summary>
    /// <exception cref="RpcException">The run has had no workflow task.</exception>
    public static long Find(Run run, bool isFirst)
    {
        var events = run.WithLock(_ => run.Events.All());
        var completed = events.Where(e => e.EventType == EventType.WorkflowTaskCompleted).Select(e => e.EventId).ToList();
        if (completed.Count > 0)
        {
            return isFirst ? completed[0] : completed[^1];
        }

        return events.Find(e => e.EventType == EventType.WorkflowTaskScheduled) is { } scheduled ? scheduled.EventId + 1 : throw Errors.Invalid("unable to find any scheduled or completed task");
    }
}
