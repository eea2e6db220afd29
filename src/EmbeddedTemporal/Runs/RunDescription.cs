using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Visibility;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;
using TaskQueue = Temporalio.Api.TaskQueue.V1.TaskQueue;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's state as <c>DescribeWorkflowExecution</c> shows it.</summary>
internal static class RunDescription
{
    /// <summary>Written, as in the real service, if no time is set.</summary>
    private static readonly Timestamp _noTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue);

    public static DescribeWorkflowExecutionResponse Of(Run run, RunState state)
    {
        var start = run.Start;
        var expiration = run.Expiration;
        var description = new DescribeWorkflowExecutionResponse
        {
            ExecutionConfig = new WorkflowExecutionConfig
            {
                TaskQueue = new TaskQueue { Name = start.TaskQueue, Kind = TaskQueueKind.Normal },
                WorkflowExecutionTimeout = start.ExecutionTimeout,
                WorkflowRunTimeout = start.RunTimeout,
                DefaultWorkflowTaskTimeout = start.TaskTimeout,
                UserMetadata = start.UserMetadata,
            },
            WorkflowExecutionInfo = ExecutionInfo.Of(start, state, run.Events.Last),
            WorkflowExtendedInfo = new WorkflowExecutionExtendedInfo
            {
                ExecutionExpirationTime = start.ExecutionExpirationTime,
                RunExpirationTime = expiration is null ? _noTime : Timestamp.FromDateTimeOffset(expiration.Value),
                CancelRequested = state.CancelRequested,
                OriginalStartTime = start.OriginalStartTime ?? start.StartTime,
                LastResetTime = start.ResetTime,
                RequestIdInfos = { [start.RequestId] = new RequestIdInfo { EventType = EventType.WorkflowExecutionStarted, EventId = 1 } },
            },
        };
        foreach (var attached in state.AttachedRequests)
        {
            description.WorkflowExtendedInfo.RequestIdInfos[attached.RequestId] = new RequestIdInfo { EventType = EventType.WorkflowExecutionOptionsUpdated, EventId = attached.EventId, Buffered = attached.EventId == 0 };
        }

        if (state.WorkflowTask is { } task)
        {
            description.PendingWorkflowTask = new PendingWorkflowTaskInfo
            {
                State = task.StartedEventId > 0 ? PendingWorkflowTaskState.Started : PendingWorkflowTaskState.Scheduled,
                ScheduledTime = task.ScheduledTime,
                OriginalScheduledTime = task.OriginalScheduledTime,
                StartedTime = task.StartedTime,
                Attempt = task.Attempt,
            };
        }

        description.PendingActivities.AddRange(run.Activities.All.Select(activity => Pending(start, activity)));
        description.PendingChildren.AddRange(run.Children.All.Select(c => new PendingChildExecutionInfo
        {
            WorkflowId = c.WorkflowId,
            RunId = c.RunId,
            WorkflowTypeName = c.WorkflowType,
            InitiatedId = c.InitiatedEventId,
            ParentClosePolicy = c.ClosePolicy,
        }));
        return description;
    }

    private static PendingActivityInfo Pending(RunStart start, ActivityState activity)
    {
        var pending = new PendingActivityInfo
        {
            ActivityId = activity.ActivityId,
            ActivityType = new ActivityType { Name = activity.ActivityType },
            State = State(activity),
            HeartbeatDetails = activity.HeartbeatDetails,
            LastHeartbeatTime = activity.LastHeartbeatTime,
            LastStartedTime = activity.StartedTime,
            Attempt = activity.IsReset ? 1 : activity.Attempt,
            MaximumAttempts = activity.RetryPolicy.MaximumAttempts,
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = activity.LastWorkerIdentity,
            LastAttemptCompleteTime = activity.LastAttemptCompleteTime,
            Priority = TaskPriority.Inherit(start.Priority, activity.Priority),
            ActivityOptions = ActivityOptionChanges.Of(activity),
        };
        if (activity.Pause is { } pause)
        {
            pending.Paused = true;
            pending.PauseInfo = new PendingActivityInfo.Types.PauseInfo
            {
                PauseTime = pause.Time,
                Manual = new PendingActivityInfo.Types.PauseInfo.Types.Manual { Identity = pause.Identity, Reason = pause.Reason },
            };
        }

        if (Durations.IsSet(activity.ScheduleToCloseTimeout))
        {
            pending.ExpirationTime = Durations.Add(activity.ScheduledTime, activity.ScheduleToCloseTimeout);
        }

        pending.ScheduledTime = activity.AttemptScheduledTime;
        if (activity is { StartedTime: null, Pause: null })
        {
            pending.CurrentRetryInterval = activity.CurrentRetryInterval;
            pending.NextAttemptScheduleTime = activity.LastAttemptCompleteTime is null ? null : activity.AttemptScheduledTime;
        }

        return pending;
    }

    private static PendingActivityState State(ActivityState activity) => activity switch
    {
        { CancelRequestedEventId: > 0 } => PendingActivityState.CancelRequested,
        { StartedTime: null, Pause: null } => PendingActivityState.Scheduled,
        { StartedTime: null } => PendingActivityState.Paused,
        { Pause: null } => PendingActivityState.Started,
        _ => PendingActivityState.PauseRequested,
    };
}
