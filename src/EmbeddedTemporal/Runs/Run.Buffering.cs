using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Events that came while a workflow task was out.</content>
internal sealed partial class Run
{
    /// <summary>Stands for the id of a started event that is itself still buffered.</summary>
    private const long PendingStartedEventId = -1;

    /// <summary>Writes the buffered events; true where there were any. Those that end an activity come last, as in the real service.</summary>
    private bool FlushBufferedEvents()
    {
        if (_state.BufferedEvents.Count == 0)
        {
            return false;
        }

        var started = new Dictionary<long, long>();
        var buffered = _state.BufferedEvents.ToList();
        _state.BufferedEvents.Clear();
        foreach (var historyEvent in buffered.Where(e => !EndsActivity(e)).Concat(buffered.Where(EndsActivity)))
        {
            Resolve(historyEvent, started);
            _ = Append(historyEvent);
            if (historyEvent.ActivityTaskStartedEventAttributes is { } start)
            {
                started[start.ScheduledEventId] = historyEvent.EventId;
            }
        }

        return true;
    }

    /// <summary>Too much has come while a task is out: the worker is taken to be stuck, and the task is given anew.</summary>
    private void BoundBuffer()
    {
        if (_state.BufferedEvents.Count > 0 && _state.WorkflowTask is { StartedEventId: > 0 }
            && (_state.BufferedEvents.Count > Limits.MaxBufferedEvents || _state.BufferedEvents.Sum(e => e.CalculateSize()) > Limits.MaxBufferedBytes))
        {
            FailWorkflowTask(WorkflowTaskFailedCause.ForceCloseCommand, failure: null, HistoryService, checksum: "", version: null);
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
        }
    }
}
