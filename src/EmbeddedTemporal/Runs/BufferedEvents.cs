using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Handles the events that came while a worker had a workflow task: they follow its completion.</summary>
internal static class BufferedEvents
{
    /// <summary>Placeholder for the id of a started event that is itself still buffered.</summary>
    public const long PendingStartedEventId = -1;

    /// <summary>Writes the buffered events; true if there were any. Those that end an activity come last, as in the real service.</summary>
    public static bool Flush(RunTransaction transaction)
    {
        if (transaction.State.BufferedEvents.Count == 0)
        {
            return false;
        }

        var started = new Dictionary<long, long>();
        var buffered = transaction.State.BufferedEvents.ToList();
        transaction.State.BufferedEvents.Clear();
        foreach (var historyEvent in buffered.Where(e => !EndsActivity(e)).Concat(buffered.Where(EndsActivity)))
        {
            Resolve(historyEvent, started);
            _ = transaction.Append(historyEvent);
            if (historyEvent.ActivityTaskStartedEventAttributes is { } start)
            {
                started[start.ScheduledEventId] = historyEvent.EventId;
            }
            else if (historyEvent.WorkflowExecutionOptionsUpdatedEventAttributes is { AttachedRequestId.Length: > 0 } updated && ConflictOptions.Find(transaction.State, updated.AttachedRequestId) is { } attached)
            {
                attached.EventId = historyEvent.EventId;
            }
            else if (historyEvent.ChildWorkflowExecutionStartedEventAttributes is { } child)
            {
                started[child.InitiatedEventId] = historyEvent.EventId;
                transaction.Run.Children.NoteStartedEvent(child.InitiatedEventId, historyEvent.EventId);
            }
        }

        return true;
    }

    /// <summary>Too many events have come while a worker has a task: the worker is taken to be stuck, and the task is retried.</summary>
    public static void Bound(RunTransaction transaction)
    {
        var buffered = transaction.State.BufferedEvents;
        if (buffered.Count > 0 && transaction.State.WorkflowTask is { StartedEventId: > 0 }
            && (buffered.Count > Limits.MaxBufferedEvents || buffered.Sum(e => e.CalculateSize()) > Limits.MaxBufferedBytes))
        {
            transaction.Run.WorkflowTasks.Responses.Fail(transaction, WorkflowTaskFailedCause.ForceCloseCommand, failure: null, Run.HistoryService);
        }
    }

    private static bool EndsActivity(HistoryEvent historyEvent) => historyEvent.EventType is EventType.ActivityTaskCompleted or EventType.ActivityTaskFailed
        or EventType.ActivityTaskTimedOut or EventType.ActivityTaskCanceled;

    private static void Resolve(HistoryEvent historyEvent, Dictionary<long, long> started)
    {
        switch (historyEvent.AttributesCase)
        {
            case HistoryEvent.AttributesOneofCase.ActivityTaskCompletedEventAttributes when historyEvent.ActivityTaskCompletedEventAttributes is { StartedEventId: PendingStartedEventId } completed:
                completed.StartedEventId = started[completed.ScheduledEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ActivityTaskFailedEventAttributes when historyEvent.ActivityTaskFailedEventAttributes is { StartedEventId: PendingStartedEventId } failed:
                failed.StartedEventId = started[failed.ScheduledEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ActivityTaskTimedOutEventAttributes when historyEvent.ActivityTaskTimedOutEventAttributes is { StartedEventId: PendingStartedEventId } timedOut:
                timedOut.StartedEventId = started[timedOut.ScheduledEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ActivityTaskCanceledEventAttributes when historyEvent.ActivityTaskCanceledEventAttributes is { StartedEventId: PendingStartedEventId } canceled:
                canceled.StartedEventId = started[canceled.ScheduledEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionCompletedEventAttributes when historyEvent.ChildWorkflowExecutionCompletedEventAttributes is { StartedEventId: PendingStartedEventId } child:
                child.StartedEventId = started[child.InitiatedEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionFailedEventAttributes when historyEvent.ChildWorkflowExecutionFailedEventAttributes is { StartedEventId: PendingStartedEventId } child:
                child.StartedEventId = started[child.InitiatedEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionTimedOutEventAttributes when historyEvent.ChildWorkflowExecutionTimedOutEventAttributes is { StartedEventId: PendingStartedEventId } child:
                child.StartedEventId = started[child.InitiatedEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionCanceledEventAttributes when historyEvent.ChildWorkflowExecutionCanceledEventAttributes is { StartedEventId: PendingStartedEventId } child:
                child.StartedEventId = started[child.InitiatedEventId];
                break;
            case HistoryEvent.AttributesOneofCase.ChildWorkflowExecutionTerminatedEventAttributes when historyEvent.ChildWorkflowExecutionTerminatedEventAttributes is { StartedEventId: PendingStartedEventId } child:
                child.StartedEventId = started[child.InitiatedEventId];
                break;
        }
    }
}
