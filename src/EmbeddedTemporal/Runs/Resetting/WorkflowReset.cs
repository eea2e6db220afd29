using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Resets a workflow: a new run begins with the events of another up to a workflow task, which is given again. The open run ends.</summary>
internal sealed class WorkflowReset(RunRegistry runs, ServiceClock clock)
{
    public async Task<ResetWorkflowExecutionResponse> ResetAsync(ResetWorkflowExecutionRequest request, Run given)
    {
        var (run, durable) = runs.Starting(request.Namespace, given.WorkflowId, latest => Reset(request, given, latest!));
        await durable.ConfigureAwait(false);
        return new ResetWorkflowExecutionResponse { RunId = run.RunId };
    }

    private (Run Run, Task Durable) Reset(ResetWorkflowExecutionRequest request, Run given, Run latest)
    {
        if (request.RequestId.Length > 0 && latest.Start.RequestId == request.RequestId)
        {
            return (latest, latest.Snapshot().Task);
        }

        var events = given.WithLock(_ => given.Events.All());
        Check(events, request.WorkflowTaskFinishEventId);
        var now = Timestamp.FromDateTimeOffset(clock.Present);
        var start = given.Start.Clone();
        start.RunId = Guid.NewGuid().ToString();
        start.RequestId = request.RequestId.Length > 0 ? request.RequestId : Guid.NewGuid().ToString();
        start.OriginalStartTime = given.Start.OriginalStartTime ?? given.Start.StartTime;
        start.StartTime = now;
        start.ResetTime = now;
        start.FirstTaskBackoff = new Duration();
        return latest.WithLock(state => runs.Begin(request.Namespace, start, run =>
        {
            var durable = Task.CompletedTask;
            run.Environment.Log.AppendAtomically(() =>
            {
                run.Environment.Log.ThrowIfRefusing();
                durable = run.Change(transaction => Begin(transaction, events, request, given));
                _ = latest.TryTerminate(request.Reason);
            });
            return (run, durable);
        }));
    }

    /// <summary>The events before the end of a workflow task that a worker had, or was to get.</summary>
    private static void Check(List<HistoryEvent> events, long finishEventId)
    {
        if (finishEventId <= 1 || finishEventId > events.Count)
        {
            throw Errors.Invalid("Workflow task finish ID must be > 1 && <= workflow last event ID.");
        }

        var scheduled = events.FindLastIndex((int)finishEventId - 2, e => e.EventType == EventType.WorkflowTaskScheduled);
        var ended = events.FindLastIndex((int)finishEventId - 2, e => e.EventType is EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut);
        if (scheduled < 0)
        {
            throw Errors.Invalid($"StateRebuilder unable to Rebuild mutable state to event ID: {finishEventId - 1}, version: 0, this event must be at the boundary");
        }

        if (scheduled < ended)
        {
            throw Errors.Invalid($"Can only reset workflow to event ID in range [WorkflowTaskScheduled +1, WorkflowTaskStarted + 1]: {finishEventId}");
        }
    }

    private static void Begin(RunTransaction transaction, List<HistoryEvent> events, ResetWorkflowExecutionRequest request, Run given)
    {
        var end = (int)request.WorkflowTaskFinishEventId - 1;
        new StateRebuilder(transaction).Apply(events.Take(end));
        var task = transaction.State.WorkflowTask;
        if (task.StartedEventId == 0)
        {
            (task.StartedTime, task.Identity, task.RequestId) = (transaction.Now, Run.HistoryService, "emptyUuid");
            task.HistoryBytesAtStart = transaction.HistoryBytes;
            task.StartedEventId = transaction.Append(WorkflowTaskEvents.Started(task)).EventId;
        }

        transaction.State.WorkflowTask = null;
        _ = transaction.Append(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Cause = WorkflowTaskFailedCause.ResetWorkflow,
            Failure = new Failure { Message = request.Reason, ResetWorkflowFailureInfo = new ResetWorkflowFailureInfo() },
            Identity = Run.HistoryService,
            BaseRunId = given.RunId,
            NewRunId = transaction.Run.RunId,
        });
        Reapply(transaction, events.Skip(end), request);
        foreach (var operation in request.PostResetOperations)
        {
            Apply(transaction, operation, request.Identity);
        }

        // As the real service counts: the events that were taken over are a transition too.
        transaction.State.StateTransitions++;
        transaction.ScheduleWorkflowTask();
    }

    private static void Apply(RunTransaction transaction, PostResetOperation operation, string identity)
    {
        switch (operation.VariantCase)
        {
            case PostResetOperation.VariantOneofCase.SignalWorkflow:
                var signal = operation.SignalWorkflow;
                transaction.State.SignalCount++;
                _ = transaction.Append(EventType.WorkflowExecutionSignaled, e =>
                {
                    e.WorkflowExecutionSignaledEventAttributes = new() { SignalName = signal.SignalName, Input = signal.Input, Header = signal.Header, Identity = identity };
                    e.Links.AddRange(signal.Links);
                });
                break;
            case PostResetOperation.VariantOneofCase.UpdateWorkflowOptions:
                _ = RunOptions.Update(transaction, operation.UpdateWorkflowOptions.WorkflowExecutionOptions, operation.UpdateWorkflowOptions.UpdateMask, identity);
                break;
            default:
                throw Errors.Invalid("PostResetOperation is not set on request.");
        }
    }

    /// <summary>Signals that came later come again, unless the caller does not want them.</summary>
    private static void Reapply(RunTransaction transaction, IEnumerable<HistoryEvent> later, ResetWorkflowExecutionRequest request)
    {
        if (request.ResetReapplyType == ResetReapplyType.None || request.ResetReapplyExcludeTypes.Contains(ResetReapplyExcludeType.Signal))
        {
            return;
        }

        foreach (var signal in later.Where(e => e.EventType == EventType.WorkflowExecutionSignaled))
        {
            transaction.State.SignalCount++;
            _ = transaction.Append(EventType.WorkflowExecutionSignaled, e => e.WorkflowExecutionSignaledEventAttributes = signal.WorkflowExecutionSignaledEventAttributes.Clone());
        }
    }
}
