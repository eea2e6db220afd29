using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's state in the words of <c>DescribeWorkflowExecution</c> and of the lists.</summary>
internal static class RunDescription
{
    /// <summary>What the service writes, as the real one does, where no time is set.</summary>
    private static readonly Timestamp _noTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue);

    public static DescribeWorkflowExecutionResponse Of(RunStart start, RunState state, long historyLength, IReadOnlyList<ActivityState> activities, DateTimeOffset? expiration)
    {
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
            WorkflowExecutionInfo = Info(start, state, historyLength),
            WorkflowExtendedInfo = new WorkflowExecutionExtendedInfo
            {
                ExecutionExpirationTime = start.ExecutionExpirationTime,
                RunExpirationTime = expiration is null ? _noTime : Timestamp.FromDateTimeOffset(expiration.Value),
                CancelRequested = state.CancelRequested,
                OriginalStartTime = start.StartTime,
                RequestIdInfos = { [start.RequestId] = new RequestIdInfo { EventType = EventType.WorkflowExecutionStarted, EventId = 1 } },
            },
        };
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

        description.PendingActivities.AddRange(activities.Select(Pending));
        return description;
    }

    /// <summary>What both the description and the lists say.</summary>
    public static WorkflowExecutionInfo Info(RunStart start, RunState state, long historyLength)
    {
        var info = new WorkflowExecutionInfo
        {
            Execution = new WorkflowExecution { WorkflowId = start.WorkflowId, RunId = start.RunId },
            Type = new WorkflowType { Name = start.WorkflowType },
            StartTime = start.StartTime,
            CloseTime = state.CloseTime,
            Status = state.Status,
            HistoryLength = historyLength,
            ExecutionTime = Durations.Add(start.StartTime, start.FirstTaskBackoff),
            // Workflows change these in place.
            Memo = state.Memo?.Clone() ?? start.Memo ?? new Memo(),
            SearchAttributes = state.SearchAttributes?.Clone() ?? start.SearchAttributes ?? new SearchAttributes(),
            AutoResetPoints = new ResetPoints(),
            TaskQueue = start.TaskQueue,
            StateTransitionCount = state.StateTransitions,
            HistorySizeBytes = state.HistoryBytes,
            MostRecentWorkerVersionStamp = state.WorkerVersion,
            RootExecution = new WorkflowExecution { WorkflowId = start.WorkflowId, RunId = start.RunId },
            FirstRunId = start.FirstRunId,
            Priority = start.Priority,
        };
        if (state.CloseTime is not null)
        {
            info.ExecutionDuration = state.CloseTime - info.ExecutionTime;
        }

        return info;
    }

    /// <summary>What lists say: of an open run nothing that changes all the time.</summary>
    public static WorkflowExecutionInfo ListItem(RunStart start, RunState state)
    {
        var info = Info(start, state, state.NextEventId - 1);
        info.AutoResetPoints = null;
        info.MostRecentWorkerVersionStamp = null;
        info.FirstRunId = "";
        info.Priority = null;
        if (state.CloseTime is null)
        {
            info.HistoryLength = 0;
            info.HistorySizeBytes = 0;
            info.StateTransitionCount = 0;
        }

        return info;
    }

    private static PendingActivityInfo Pending(ActivityState activity)
    {
        var pending = new PendingActivityInfo
        {
            ActivityId = activity.ActivityId,
            ActivityType = new ActivityType { Name = activity.ActivityType },
            State = (activity.CancelRequestedEventId, activity.StartedTime) switch
            {
                ( > 0, _) => PendingActivityState.CancelRequested,
                (_, null) => PendingActivityState.Scheduled,
                _ => PendingActivityState.Started,
            },
            HeartbeatDetails = activity.HeartbeatDetails,
            LastHeartbeatTime = activity.LastHeartbeatTime,
            LastStartedTime = activity.StartedTime,
            Attempt = activity.Attempt,
            MaximumAttempts = activity.RetryPolicy.MaximumAttempts,
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = activity.LastWorkerIdentity,
            LastAttemptCompleteTime = activity.LastAttemptCompleteTime,
            Priority = activity.Priority,
        };
        if (Durations.IsSet(activity.ScheduleToCloseTimeout))
        {
            pending.ExpirationTime = Durations.Add(activity.ScheduledTime, activity.ScheduleToCloseTimeout);
        }

        pending.ScheduledTime = activity.AttemptScheduledTime;
        if (activity.StartedTime is null)
        {
            pending.CurrentRetryInterval = activity.CurrentRetryInterval;
            pending.NextAttemptScheduleTime = activity.LastAttemptCompleteTime is null ? null : activity.AttemptScheduledTime;
        }

        return pending;
    }
}
