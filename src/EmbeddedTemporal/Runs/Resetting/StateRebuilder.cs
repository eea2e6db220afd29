using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Makes a run's state from its events: those of another run, up to the point from which this one goes on.</summary>
internal sealed class StateRebuilder(RunTransaction transaction)
{
    private readonly Dictionary<long, HistoryEvent> _activities = [];
    private readonly Dictionary<string, HistoryEvent> _timers = [];
    private readonly Dictionary<long, (HistoryEvent Initiated, HistoryEvent? Started)> _children = [];
    private readonly Dictionary<string, (long Accepted, long Completed)> _updates = [];

    public void Apply(IEnumerable<HistoryEvent> events)
    {
        foreach (var historyEvent in events)
        {
            Apply(transaction.Append(historyEvent.Clone()));
        }

        var run = transaction.Run;
        run.Activities.Restore(_activities.Values.Select(e => Activity(e, transaction.Now)));
        run.Timers.Restore(_timers.Values.Select(Timer));
        run.Children.Restore(_children.Values.Where(c => c.Started is not null).Select(c => Child(c.Initiated, c.Started!)));
        run.Updates.Restore(_updates.Select(u => new UpdateState { UpdateId = u.Key, AcceptedEventId = u.Value.Accepted, CompletedEventId = u.Value.Completed }));
    }

    private void Apply(HistoryEvent e)
    {
        var state = transaction.State;
        switch (e.EventType)
        {
            case EventType.WorkflowTaskScheduled:
                var scheduled = e.WorkflowTaskScheduledEventAttributes;
                state.FirstTaskScheduled = true;
                state.WorkflowTask = new WorkflowTaskState
                {
                    Attempt = Math.Max(1, scheduled.Attempt),
                    ScheduledEventId = e.EventId,
                    ScheduledTime = e.EventTime,
                    OriginalScheduledTime = e.EventTime,
                    TaskQueue = new TaskQueue { Name = transaction.Run.Start.TaskQueue, Kind = TaskQueueKind.Normal },
                    Timeout = scheduled.StartToCloseTimeout,
                };
                break;
            case EventType.WorkflowTaskStarted:
                (state.WorkflowTask.StartedEventId, state.WorkflowTask.StartedTime) = (e.EventId, e.EventTime);
                break;
            case EventType.WorkflowTaskCompleted:
                state.WorkflowTask = null;
                state.FirstTaskCompleted = true;
                state.PreviousStartedEventId = e.WorkflowTaskCompletedEventAttributes.StartedEventId;
                state.WorkerVersion = e.WorkflowTaskCompletedEventAttributes.WorkerVersion;
                break;
            case EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut:
                state.WorkflowTask = null;
                break;
            case EventType.WorkflowExecutionSignaled:
                state.SignalCount++;
                break;
            case EventType.WorkflowExecutionCancelRequested:
                state.CancelRequested = true;
                break;
            case EventType.UpsertWorkflowSearchAttributes:
                CommandProcessor.Merge(transaction, e.UpsertWorkflowSearchAttributesEventAttributes.SearchAttributes);
                break;
            case EventType.WorkflowPropertiesModified:
                CommandProcessor.Merge(transaction, e.WorkflowPropertiesModifiedEventAttributes.UpsertedMemo);
                break;
            case EventType.TimerStarted:
                _timers[e.TimerStartedEventAttributes.TimerId] = e;
                break;
            case EventType.TimerFired:
                _ = _timers.Remove(e.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                _ = _timers.Remove(e.TimerCanceledEventAttributes.TimerId);
                break;
            case EventType.WorkflowExecutionUpdateAccepted:
                _updates[e.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId] = (e.EventId, 0);
                break;
            case EventType.WorkflowExecutionUpdateCompleted:
                _updates[e.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId] = (e.WorkflowExecutionUpdateCompletedEventAttributes.AcceptedEventId, e.EventId);
                break;
            default:
                ApplyActivity(e);
                ApplyOther(e);
                break;
        }
    }

    private void ApplyActivity(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case EventType.ActivityTaskScheduled:
                _activities[e.EventId] = e;
                break;
            case EventType.ActivityTaskCompleted:
                _ = _activities.Remove(e.ActivityTaskCompletedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskFailed:
                _ = _activities.Remove(e.ActivityTaskFailedEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskTimedOut:
                _ = _activities.Remove(e.ActivityTaskTimedOutEventAttributes.ScheduledEventId);
                break;
            case EventType.ActivityTaskCanceled:
                _ = _activities.Remove(e.ActivityTaskCanceledEventAttributes.ScheduledEventId);
                break;
        }
    }

    /// <summary>Children, and requests to other workflows that were not answered: they are sent again.</summary>
    private void ApplyOther(HistoryEvent e)
    {
        var requests = transaction.State.ExternalRequests;
        switch (e.EventType)
        {
            case EventType.SignalExternalWorkflowExecutionInitiated:
                (transaction.State.ExternalRequests ??= new()).Signals.Add(e.EventId);
                break;
            case EventType.RequestCancelExternalWorkflowExecutionInitiated:
                (transaction.State.ExternalRequests ??= new()).Cancellations.Add(e.EventId);
                break;
            case EventType.ExternalWorkflowExecutionSignaled or EventType.SignalExternalWorkflowExecutionFailed when requests is not null:
                ExternalRequests.Remove(transaction, e.ExternalWorkflowExecutionSignaledEventAttributes?.InitiatedEventId ?? e.SignalExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.ExternalWorkflowExecutionCancelRequested or EventType.RequestCancelExternalWorkflowExecutionFailed when requests is not null:
                ExternalRequests.Remove(transaction, e.ExternalWorkflowExecutionCancelRequestedEventAttributes?.InitiatedEventId ?? e.RequestCancelExternalWorkflowExecutionFailedEventAttributes.InitiatedEventId);
                break;
            case EventType.StartChildWorkflowExecutionInitiated:
                _children[e.EventId] = (e, null);
                break;
            case EventType.ChildWorkflowExecutionStarted:
                var id = e.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId;
                _children[id] = (_children[id].Initiated, e);
                break;
            default:
                var closed = e.StartChildWorkflowExecutionFailedEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionCompletedEventAttributes?.InitiatedEventId
                    ?? e.ChildWorkflowExecutionFailedEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionCanceledEventAttributes?.InitiatedEventId
                    ?? e.ChildWorkflowExecutionTimedOutEventAttributes?.InitiatedEventId ?? e.ChildWorkflowExecutionTerminatedEventAttributes?.InitiatedEventId;
                _ = closed is { } initiated && _children.Remove(initiated);
                break;
        }
    }

    /// <summary>An attempt that was started then is not known here: the activity begins again.</summary>
    private static ActivityState Activity(HistoryEvent e, Timestamp now)
    {
        var activity = ActivityScheduling.State(e);
        (activity.ScheduledTime, activity.AttemptScheduledTime) = (now, now);
        return activity;
    }

    private static TimerState Timer(HistoryEvent e) => new()
    {
        StartedEventId = e.EventId,
        TimerId = e.TimerStartedEventAttributes.TimerId,
        FireTime = Durations.Add(e.EventTime, e.TimerStartedEventAttributes.StartToFireTimeout),
    };

    private static ChildState Child(HistoryEvent initiated, HistoryEvent started) => new()
    {
        InitiatedEventId = initiated.EventId,
        StartedEventId = started.EventId,
        Namespace = started.ChildWorkflowExecutionStartedEventAttributes.Namespace,
        WorkflowId = started.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.WorkflowId,
        RunId = started.ChildWorkflowExecutionStartedEventAttributes.WorkflowExecution.RunId,
        WorkflowType = started.ChildWorkflowExecutionStartedEventAttributes.WorkflowType.Name,
        ClosePolicy = initiated.StartChildWorkflowExecutionInitiatedEventAttributes.ParentClosePolicy,
    };
}
