using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Activities that workflow code schedules and cancels.</content>
internal sealed partial class Run
{
    private static readonly Payloads _notStartedDetails = new()
    {
        Payloads_ = { JsonPayload.From("ACTIVITY_ID_NOT_STARTED") },
    };

    private void ScheduleActivity(ScheduleActivityTaskCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        if (ActivityCommands.Problem(command) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"BadScheduleActivityAttributes: {problem}");
        }

        CheckSize(command.Input, Bad, "ScheduleActivityTaskCommandAttributes.Input");
        if (_activities.Find(command.ActivityId) is not null)
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
        _activities.Add(new ActivityState
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
        if (_activities.Find(scheduledEventId) is not { } activity)
        {
            if (scheduledEventId <= 0 || scheduledEventId >= _state.NextEventId || !WasActivity(scheduledEventId))
            {
                throw new WorkflowTaskRefused(WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, $"BadRequestCancelActivityAttributes: invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {scheduledEventId}");
            }

            // It has just ended; the event that says so is on its way to the workflow.
            _ = Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
            return;
        }

        _activities.Touch(activity);
        var requested = Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
        activity.CancelRequestedEventId = requested.EventId;
        if (activity.StartedTime is not null)
        {
            return;
        }

        _activities.Remove(activity);
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
}
