using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;

namespace EmbeddedTemporal.Runs;

/// <content>What workflow code asks for.</content>
internal sealed partial class Run
{
    private static readonly Payloads _notStartedDetails = new()
    {
        Payloads_ = { JsonPayload.From("ACTIVITY_ID_NOT_STARTED") },
    };

    private void Apply(IReadOnlyList<Command> commands, long completedEventId, string identity)
    {
        // What the commands themselves bring about is no reason to refuse a run's end.
        var unhandled = _state.BufferedEvents.Count > 0;
        foreach (var command in commands)
        {
            if (unhandled && CommandOrder.Closes(command.CommandType))
            {
                // The workflow has not heard of something: its code might decide otherwise.
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.UnhandledCommand, "UnhandledCommand");
            }

            Apply(command, completedEventId, identity);
        }
    }

    private void Apply(Command command, long completedEventId, string identity)
    {
        var metadata = command.UserMetadata;
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                ScheduleActivity(command.ScheduleActivityTaskCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.RequestCancelActivityTask:
                CancelActivity(command.RequestCancelActivityTaskCommandAttributes?.ScheduledEventId ?? 0, completedEventId, identity);
                break;
            case CommandType.StartTimer:
                StartTimer(command.StartTimerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CancelTimer:
                CancelTimer(command.CancelTimerCommandAttributes?.TimerId ?? "", completedEventId, identity);
                break;
            case CommandType.RecordMarker:
                RecordMarker(command.RecordMarkerCommandAttributes ?? new(), completedEventId, e => e.UserMetadata = metadata);
                break;
            case CommandType.CompleteWorkflowExecution:
                CheckSize(command.CompleteWorkflowExecutionCommandAttributes.Result, WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes, "CompleteWorkflowExecutionCommandAttributes.Result");
                Close(WorkflowExecutionStatus.Completed, EventType.WorkflowExecutionCompleted, e => e.WorkflowExecutionCompletedEventAttributes = new()
                {
                    Result = command.CompleteWorkflowExecutionCommandAttributes.Result,
                    WorkflowTaskCompletedEventId = completedEventId,
                });
                break;
            case CommandType.FailWorkflowExecution:
                FailRun(command.FailWorkflowExecutionCommandAttributes.Failure, completedEventId);
                break;
            case CommandType.CancelWorkflowExecution:
                Close(WorkflowExecutionStatus.Canceled, EventType.WorkflowExecutionCanceled, e => e.WorkflowExecutionCanceledEventAttributes = new()
                {
                    Details = command.CancelWorkflowExecutionCommandAttributes.Details,
                    WorkflowTaskCompletedEventId = completedEventId,
                });
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                UpsertSearchAttributes(command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes ?? new(), completedEventId);
                break;
            case CommandType.ModifyWorkflowProperties:
                UpsertMemo(command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo ?? new(), completedEventId);
                break;
            case CommandType.StartChildWorkflowExecution:
                throw RefuseChild(command.StartChildWorkflowExecutionCommandAttributes ?? new());
            default:
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.FeatureDisabled, $"{command.CommandType} is not supported by the embedded Temporal service.");
        }
    }

    private void ScheduleActivity(ScheduleActivityTaskCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        if (ActivityCommands.Problem(command) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"BadScheduleActivityAttributes: {problem}");
        }

        CheckSize(command.Input, Bad, "ScheduleActivityTaskCommandAttributes.Input");
        if (_activitiesById.ContainsKey(command.ActivityId))
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, $"ScheduleActivityDuplicateId: invalid history builder state for action: add-activitytask-scheduled-event, ActivityID: {command.ActivityId}");
        }

        if (_activities.Count >= Limits.MaxPendingActivities)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.PendingActivitiesLimitExceeded, $"PendingActivitiesLimitExceeded: the number of pending activities, {_activities.Count}, has reached the per-workflow limit of {Limits.MaxPendingActivities}");
        }

        var attributes = ActivityCommands.Normalize(command, Start.RunTimeout?.ToTimeSpan() ?? TimeSpan.Zero);
        attributes.WorkflowTaskCompletedEventId = completedEventId;
        var scheduled = Append(EventType.ActivityTaskScheduled, e =>
        {
            e.ActivityTaskScheduledEventAttributes = attributes;
            decorate(e);
        });
        Add(new ActivityState
        {
            ScheduledEventId = scheduled.EventId,
            ActivityId = attributes.ActivityId,
            ActivityType = attributes.ActivityType.Name,
            TaskQueue = attributes.TaskQueue.Name,
            ScheduleToCloseTimeout = attributes.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = attributes.ScheduleToStartTimeout,
            StartToCloseTimeout = attributes.StartToCloseTimeout,
            HeartbeatTimeout = attributes.HeartbeatTimeout,
            RetryPolicy = attributes.RetryPolicy,
            Priority = attributes.Priority,
            ScheduledTime = scheduled.EventTime,
            AttemptScheduledTime = scheduled.EventTime,
            Attempt = 1,
        });
    }

    private void CancelActivity(long scheduledEventId, long completedEventId, string identity)
    {
        if (!_activities.TryGetValue(scheduledEventId, out var activity))
        {
            if (scheduledEventId <= 0 || scheduledEventId >= _state.NextEventId || !WasActivity(scheduledEventId))
            {
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, $"BadRequestCancelActivityAttributes: invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {scheduledEventId}");
            }

            // It has just ended; the event that says so is on its way to the workflow.
            _ = Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
            return;
        }

        Current.Touch(scheduledEventId, activity);
        var requested = Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
        activity.CancelRequestedEventId = requested.EventId;
        if (activity.StartedTime is not null)
        {
            return;
        }

        Remove(activity);
        // News for the workflow, unless one of the commands that follow ends it.
        _state.BufferedEvents.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCanceled,
            EventTime = Now,
            ActivityTaskCanceledEventAttributes = new()
            {
                Details = _notStartedDetails,
                LatestCancelRequestedEventId = requested.EventId,
                ScheduledEventId = scheduledEventId,
                Identity = identity,
            },
        });
    }

    private bool WasActivity(long scheduledEventId) =>
        (Current.Events.Find(e => e.EventId == scheduledEventId) ?? _history.Event(scheduledEventId)).EventType == EventType.ActivityTaskScheduled;

    private void StartTimer(StartTimerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartTimerAttributes;
        if (command.TimerId.Length == 0)
        {
            throw new WorkflowTaskRefused(Bad, "BadStartTimerAttributes: TimerId is not set on StartTimerCommand.");
        }

        if (command.TimerId.Length > Limits.MaxIdLength)
        {
            throw new WorkflowTaskRefused(Bad, "BadStartTimerAttributes: TimerId on StartTimerCommand exceeds length limit.");
        }

        if (Durations.Problem(command.StartToFireTimeout) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"BadStartTimerAttributes: An invalid StartToFireTimeout is set on StartTimerCommand: {problem}. TimerId={command.TimerId}");
        }

        if (_timers.ContainsKey(command.TimerId))
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.StartTimerDuplicateId, $"StartTimerDuplicateId: invalid history builder state for action: add-timer-started-event, TimerID: {command.TimerId}");
        }

        if (_timers.Count >= Limits.MaxPendingTimers)
        {
            throw new WorkflowTaskRefused(Bad, $"BadStartTimerAttributes: the number of pending timers, {_timers.Count}, has reached the limit of {Limits.MaxPendingTimers}");
        }

        var started = Append(EventType.TimerStarted, e =>
        {
            e.TimerStartedEventAttributes = new() { TimerId = command.TimerId, StartToFireTimeout = command.StartToFireTimeout, WorkflowTaskCompletedEventId = completedEventId };
            decorate(e);
        });
        Current.Touch(command.TimerId, before: null);
        _timers.Add(command.TimerId, new TimerState
        {
            StartedEventId = started.EventId,
            TimerId = command.TimerId,
            FireTime = Durations.Add(started.EventTime, command.StartToFireTimeout),
        });
    }

    /// <summary>A timer that has fired while the task was out is cancelled all the same: the firing is taken back.</summary>
    private void CancelTimer(string timerId, long completedEventId, string identity)
    {
        long startedEventId;
        if (_timers.TryGetValue(timerId, out var timer))
        {
            Current.Touch(timerId, timer);
            _ = _timers.Remove(timerId);
            startedEventId = timer.StartedEventId;
        }
        else if (_state.BufferedEvents.FirstOrDefault(e => e.TimerFiredEventAttributes?.TimerId == timerId) is { } fired)
        {
            _ = _state.BufferedEvents.Remove(fired);
            startedEventId = fired.TimerFiredEventAttributes.StartedEventId;
        }
        else
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadCancelTimerAttributes, $"BadCancelTimerAttributes: invalid history builder state for action: add-timer-canceled-event, TimerID: {timerId}");
        }

        _ = Append(EventType.TimerCanceled, e => e.TimerCanceledEventAttributes = new() { TimerId = timerId, StartedEventId = startedEventId, WorkflowTaskCompletedEventId = completedEventId, Identity = identity });
    }

    private void RecordMarker(RecordMarkerCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        if (command.MarkerName.Length == 0)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadRecordMarkerAttributes, "BadRecordMarkerAttributes: MarkerName is not set on RecordMarkerCommand.");
        }

        CheckSize(command.Details.Values.Sum(p => p.CalculateSize()), WorkflowTaskFailedCause.BadRecordMarkerAttributes, "RecordMarkerCommandAttributes.Details");
        _ = Append(EventType.MarkerRecorded, e =>
        {
            e.MarkerRecordedEventAttributes = new()
            {
                MarkerName = command.MarkerName,
                Details = { command.Details },
                WorkflowTaskCompletedEventId = completedEventId,
                Header = command.Header,
                Failure = command.Failure,
            };
            decorate(e);
        });
    }

    private WorkflowTaskRefused RefuseChild(StartChildWorkflowExecutionCommandAttributes command)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
        if (command.WorkflowId.Length == 0)
        {
            return new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowId is not set on StartChildWorkflowExecutionCommand. WorkflowType={command.WorkflowType?.Name} Namespace={Namespace}");
        }

        return string.IsNullOrEmpty(command.WorkflowType?.Name)
            ? new(Bad, $"BadStartChildExecutionAttributes: Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. WorkflowId={command.WorkflowId} Namespace={Namespace}")
            : new(WorkflowTaskFailedCause.FeatureDisabled, "Child workflows are not supported by the embedded Temporal service.");
    }

    private void UpsertSearchAttributes(SearchAttributes attributes, long completedEventId)
    {
        if (attributes.IndexedFields.Keys.FirstOrDefault(name => !SearchField.SettableByWorkers.Contains(name)) is { } unknown)
        {
            throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadSearchAttributes, $"BadSearchAttributes: Namespace {Namespace} has no mapping defined for search attribute {unknown}");
        }

        CheckSize(attributes.CalculateSize(), WorkflowTaskFailedCause.BadSearchAttributes, "UpsertWorkflowSearchAttributesCommandAttributes.SearchAttributes");
        _state.SearchAttributes ??= new SearchAttributes();
        foreach (var (name, value) in attributes.IndexedFields)
        {
            _state.SearchAttributes.IndexedFields[name] = value;
        }

        _ = Append(EventType.UpsertWorkflowSearchAttributes, e => e.UpsertWorkflowSearchAttributesEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, SearchAttributes = attributes });
    }

    /// <summary>Changes the memo; an empty value removes its entry.</summary>
    private void UpsertMemo(Memo memo, long completedEventId)
    {
        CheckSize(memo.CalculateSize(), WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes, "ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo");
        _state.Memo ??= Start.Memo?.Clone() ?? new Memo();
        foreach (var (name, value) in memo.Fields)
        {
            if (value.Data.IsEmpty || (value.Metadata.TryGetValue("encoding", out var encoding) && encoding.ToStringUtf8() == "binary/null"))
            {
                _ = _state.Memo.Fields.Remove(name);
            }
            else
            {
                _state.Memo.Fields[name] = value;
            }
        }

        _ = Append(EventType.WorkflowPropertiesModified, e => e.WorkflowPropertiesModifiedEventAttributes = new() { WorkflowTaskCompletedEventId = completedEventId, UpsertedMemo = memo });
    }

    private static void CheckSize(Payloads? payloads, WorkflowTaskFailedCause cause, string what) => CheckSize(payloads?.CalculateSize() ?? 0, cause, what);

    private static void CheckSize(int bytes, WorkflowTaskFailedCause cause, string what)
    {
        if (bytes > Limits.MaxPayloadBytes)
        {
            throw new WorkflowTaskRefused(cause, $"{cause}: {what} exceeds size limit.", terminatesRun: true);
        }
    }

    private void CheckHistorySize()
    {
        var events = _state.NextEventId - 1;
        if (!IsOpen || (events < Limits.WarnHistoryEvents && _state.HistoryBytes < Limits.WarnHistoryBytes))
        {
            return;
        }

        if (events >= Limits.MaxHistoryEvents || _state.HistoryBytes >= Limits.MaxHistoryBytes)
        {
            Terminate(events >= Limits.MaxHistoryEvents ? "Workflow history count exceeds limit." : "Workflow history size exceeds limit.", details: null, "history-service");
            return;
        }

        Log.HistoryGrows(_environment.Logger, WorkflowId, RunId, events, _state.HistoryBytes, Limits.MaxHistoryEvents, Limits.MaxHistoryBytes);
    }

    private void Add(ActivityState activity)
    {
        Current.Touch(activity.ScheduledEventId, before: null);
        _activities.Add(activity.ScheduledEventId, activity);
        _activitiesById.Add(activity.ActivityId, activity);
    }

    private void Remove(ActivityState activity)
    {
        Current.Touch(activity.ScheduledEventId, activity);
        _ = _activities.Remove(activity.ScheduledEventId);
        _ = _activitiesById.Remove(activity.ActivityId);
    }

    private WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId };

    private static TaskQueue NormalQueue(string name) => new() { Name = name, Kind = TaskQueueKind.Normal };
}
