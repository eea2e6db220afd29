using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Activities that workflow code schedules and cancels.</summary>
internal sealed class ActivityScheduling(Run run, PendingActivities pending)
{
    private static readonly Payloads _notStartedDetails = new()
    {
        Payloads_ = { JsonPayload.From("ACTIVITY_ID_NOT_STARTED") },
    };

    public void Schedule(RunTransaction transaction, ScheduleActivityTaskCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        if (ActivityCommands.Problem(command, transaction.Limits) is { } problem)
        {
            throw new WorkflowTaskRejectedException(Bad, $"BadScheduleActivityAttributes: {problem}");
        }

        CommandSize.Check(transaction, command.Input, Bad, "ScheduleActivityTaskCommandAttributes.Input");
        if (pending.Find(command.ActivityId) is not null)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.ScheduleActivityDuplicateId, $"ScheduleActivityDuplicateId: invalid history builder state for action: add-activitytask-scheduled-event, ActivityID: {command.ActivityId}");
        }

        if (pending.Count >= Limits.MaxPendingActivities)
        {
            throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.PendingActivitiesLimitExceeded, $"PendingActivitiesLimitExceeded: the number of pending activities, {pending.Count}, has reached the per-workflow limit of {Limits.MaxPendingActivities}");
        }

        var attributes = ActivityCommands.Normalize(command, run.Start.RunTimeout?.ToTimeSpan() ?? TimeSpan.Zero);
        attributes.WorkflowTaskCompletedEventId = completedEventId;
        var scheduled = transaction.Append(EventType.ActivityTaskScheduled, e =>
        {
            e.ActivityTaskScheduledEventAttributes = attributes;
            decorate(e);
        });
        pending.Add(State(scheduled));
    }

    /// <summary>An activity that has just been scheduled.</summary>
    public static ActivityState State(HistoryEvent scheduled)
    {
        var attributes = scheduled.ActivityTaskScheduledEventAttributes;
        return new ActivityState
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
        };
    }

    public void Cancel(RunTransaction transaction, long scheduledEventId, long completedEventId, string identity)
    {
        if (pending.Find(scheduledEventId) is not { } activity)
        {
            if (scheduledEventId <= 0 || scheduledEventId >= transaction.State.NextEventId || !WasActivity(transaction, scheduledEventId))
            {
                throw new WorkflowTaskRejectedException(WorkflowTaskFailedCause.BadRequestCancelActivityAttributes, $"BadRequestCancelActivityAttributes: invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {scheduledEventId}");
            }

            // It has just ended; the event of its end is buffered for the workflow.
            _ = transaction.Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
            return;
        }

        pending.Touch(activity);
        var requested = transaction.Append(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = scheduledEventId, WorkflowTaskCompletedEventId = completedEventId });
        activity.CancelRequestedEventId = requested.EventId;
        if (activity.StartedTime is not null)
        {
            return;
        }

        pending.Remove(activity);
        // News for the workflow, unless one of the commands that follow ends it.
        transaction.State.BufferedEvents.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCanceled,
            EventTime = transaction.Now,
            ActivityTaskCanceledEventAttributes = new()
            {
                Details = _notStartedDetails,
                LatestCancelRequestedEventId = requested.EventId,
                ScheduledEventId = scheduledEventId,
                Identity = identity,
            },
        });
    }

    private static bool WasActivity(RunTransaction transaction, long scheduledEventId) =>
        transaction.Event(scheduledEventId).EventType == EventType.ActivityTaskScheduled;
}
