using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The workflow tasks to which a run can be reset without naming an event.</summary>
internal static class ResetPoints
{
    /// <summary>
    /// The first task that workers of a build completed, in this run or, unless only this one is meant, in the latest run before it that has
    /// one: what the build did is done again.
    /// </summary>
    /// <exception cref="RpcException">They completed none.</exception>
    public static (Run Run, long FinishEventId) OfBuild(RunRegistry runs, Run run, string buildId, bool currentRunOnly)
    {
        for (Run? at = run; ;)
        {
            var events = at.WithLock(_ => at.Events.All());
            if (events.Find(e => e.WorkflowTaskCompletedEventAttributes is { } completed && BuildOf(completed) == buildId) is { } found)
            {
                return (at, found.EventId);
            }

            var before = events[0].WorkflowExecutionStartedEventAttributes.ContinuedExecutionRunId;
            at = before.Length == 0 || currentRunOnly ? null : runs.Find(run.Namespace, run.WorkflowId, before);
            if (at is null)
            {
                throw Errors.Invalid($"Can't find reset point for {buildId}");
            }
        }
    }

    private static string BuildOf(WorkflowTaskCompletedEventAttributes completed) =>
        completed.DeploymentVersion is { BuildId.Length: > 0 } version ? version.BuildId
        : completed.WorkerVersion is { BuildId.Length: > 0 } stamp ? stamp.BuildId
        : completed.BinaryChecksum;

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
