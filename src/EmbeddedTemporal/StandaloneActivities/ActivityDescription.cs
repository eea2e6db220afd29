using System.Buffers.Binary;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>A standalone activity as descriptions and lists show it.</summary>
internal static class ActivityDescription
{
    public static DescribeActivityExecutionResponse Of(long key, StandaloneActivityStart start, StandaloneActivityState state, DescribeActivityExecutionRequest request, DateTimeOffset now) => new()
    {
        RunId = start.RunId,
        Info = Info(start, state, request, now),
        Input = request.IncludeInput ? start.Scheduled.Input : null,
        Outcome = request.IncludeOutcome ? Outcome(state) : null,
        LongPollToken = state.IsOpen() ? Token(key, state.Transitions) : ByteString.Empty,
    };

    /// <summary>The outcome; null while it is open.</summary>
    public static ActivityExecutionOutcome? Outcome(StandaloneActivityState state) => state.IsOpen() ? null
        : state.Failure is { } failure ? new ActivityExecutionOutcome { Failure = failure, RetryState = state.RetryState }
        : new ActivityExecutionOutcome { Result = state.Result };

    /// <summary>As lists show it.</summary>
    public static ActivityExecutionListInfo ListItem(StandaloneActivityStart start, StandaloneActivityState state) => new()
    {
        ActivityId = start.Scheduled.ActivityId,
        RunId = start.RunId,
        ActivityType = start.Scheduled.ActivityType,
        ScheduleTime = start.ScheduleTime,
        ExecutionTime = state.Activity.ScheduledTime,
        CloseTime = state.CloseTime,
        Status = state.Status,
        SearchAttributes = start.SearchAttributes ?? new SearchAttributes(),
        TaskQueue = state.Activity.TaskQueue,
        StateTransitionCount = state.IsOpen() ? 0 : state.Transitions,
        StateSizeBytes = state.IsOpen() ? 0 : state.CalculateSize(),
        ExecutionDuration = state.CloseTime is { } closed ? closed - start.ScheduleTime : null,
    };

    /// <summary>A token by which a description waits for the next change.</summary>
    public static ByteString Token(long key, long transitions)
    {
        var token = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(token, key);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(sizeof(long)), transitions);
        return ByteString.CopyFrom(token);
    }

    /// <summary>The key and the number of changes in a token; null if it is not one of ours.</summary>
    public static (long Key, long Transitions)? Parse(ByteString token) => token.Length != 2 * sizeof(long)
        ? null
        : (BinaryPrimitives.ReadInt64BigEndian(token.Span), BinaryPrimitives.ReadInt64BigEndian(token.Span[sizeof(long)..]));

    private static ActivityExecutionInfo Info(StandaloneActivityStart start, StandaloneActivityState state, DescribeActivityExecutionRequest request, DateTimeOffset now)
    {
        var activity = state.Activity;
        return new ActivityExecutionInfo
        {
            ActivityId = activity.ActivityId,
            RunId = start.RunId,
            ActivityType = start.Scheduled.ActivityType,
            Status = state.Status,
            RunState = RunState(state),
            TaskQueue = activity.TaskQueue,
            ScheduleToCloseTimeout = activity.ScheduleToCloseTimeout,
            ScheduleToStartTimeout = activity.ScheduleToStartTimeout,
            StartToCloseTimeout = activity.StartToCloseTimeout,
            HeartbeatTimeout = activity.HeartbeatTimeout,
            RetryPolicy = activity.RetryPolicy,
            HeartbeatDetails = request.IncludeHeartbeatDetails ? activity.HeartbeatDetails : null,
            LastHeartbeatTime = activity.LastHeartbeatTime,
            LastStartedTime = state.LastStartedTime,
            Attempt = activity.Attempt,
            ExecutionDuration = state.CloseTime is { } closed ? closed - start.ScheduleTime : null,
            ScheduleTime = start.ScheduleTime,
            ExpirationTime = Durations.IsSet(activity.ScheduleToCloseTimeout) ? Durations.Add(activity.ScheduledTime, activity.ScheduleToCloseTimeout) : null,
            CloseTime = state.CloseTime,
            LastFailure = request.IncludeLastFailure ? activity.LastFailure : null,
            LastWorkerIdentity = activity.LastWorkerIdentity,
            CurrentRetryInterval = activity.CurrentRetryInterval,
            LastAttemptCompleteTime = activity.LastAttemptCompleteTime,
            NextAttemptScheduleTime = BacksOff(state, now) ? activity.AttemptScheduledTime : null,
            LastDeploymentVersion = state.LastDeploymentVersion,
            Priority = activity.Priority,
            StateTransitionCount = state.Transitions,
            StateSizeBytes = start.CalculateSize() + state.CalculateSize(),
            SearchAttributes = start.SearchAttributes ?? new SearchAttributes(),
            Header = start.Scheduled.Header,
            UserMetadata = start.UserMetadata,
            CanceledReason = state.CancelReason,
            Links = { start.Links },
            TotalHeartbeatCount = state.Heartbeats,
            StartDelay = start.StartDelay,
            ExecutionTime = activity.ScheduledTime,
        };
    }

    private static bool BacksOff(StandaloneActivityState state, DateTimeOffset now) =>
        state.IsOpen() && ActivityAttempts.IsWaiting(state.Activity) && state.Activity.LastAttemptCompleteTime is not null && state.Activity.AttemptScheduledTime.ToDateTimeOffset() > now;

    private static PendingActivityState RunState(StandaloneActivityState state) => state switch
    {
        _ when !state.IsOpen() => PendingActivityState.Unspecified,
        _ when state.IsCancelRequested() => PendingActivityState.CancelRequested,
        { Activity: { Pause: not null, StartedTime: null } } => PendingActivityState.Paused,
        { Activity.Pause: not null } => PendingActivityState.PauseRequested,
        { Activity.StartedTime: not null } => PendingActivityState.Started,
        _ => PendingActivityState.Scheduled,
    };
}
