using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The attempts of one activity, whether a workflow or a client started it: changes of its state, without events or storage.</summary>
internal static class ActivityAttempts
{
    /// <summary>Whether the next attempt waits for a worker or for its time.</summary>
    public static bool IsWaiting(ActivityState activity) => activity is { StartedTime: null, Pause: null };

    /// <summary>Whether no other attempt may follow this one.</summary>
    public static bool IsLast(ActivityState activity) => activity.RetryPolicy.MaximumAttempts > 0 && activity.Attempt >= activity.RetryPolicy.MaximumAttempts;

    /// <summary>Whether the token is of the attempt that a worker has now. The token of an attempt that was taken back is not.</summary>
    public static bool IsRunning(ActivityState activity, TaskToken token) =>
        activity.Attempt == token.Attempt && activity.StartedTime is { } started && started.Equals(token.StartedTime);

    /// <summary>Gives the attempt to a worker.</summary>
    /// <returns>The worker's task, without what it says of a workflow.</returns>
    public static PollActivityTaskQueueResponse Start(ActivityState activity, ActivityTaskScheduledEventAttributes scheduled, long key, PollActivityTaskQueueRequest poll, Timestamp now)
    {
        activity.StartedTime = now;
        activity.LastHeartbeatTime = null;
        activity.Identity = poll.Identity;
        activity.LastWorkerIdentity = poll.Identity;
        activity.RequestId = Guid.NewGuid().ToString();
        activity.WorkerVersion = WorkerVersions.Stamp(poll.WorkerVersionCapabilities);
        return new PollActivityTaskQueueResponse
        {
            TaskToken = new TaskToken { RunKey = key, ScheduledEventId = activity.ScheduledEventId, Attempt = activity.Attempt, StartedTime = activity.StartedTime }.ToByteString(),
            ActivityType = scheduled.ActivityType,
            ActivityId = scheduled.ActivityId,
            Header = scheduled.Header,
            Input = scheduled.Input,
            HeartbeatDetails = activity.HeartbeatDetails,
            ScheduledTime = activity.ScheduledTime,
            CurrentAttemptScheduledTime = activity.AttemptScheduledTime,
            StartedTime = activity.StartedTime,
            Attempt = activity.Attempt,
            ScheduleToCloseTimeout = activity.ScheduleToCloseTimeout,
            StartToCloseTimeout = activity.StartToCloseTimeout,
            HeartbeatTimeout = activity.HeartbeatTimeout,
            RetryPolicy = activity.RetryPolicy,
        };
    }

    /// <summary>Takes the attempt back from a worker that never got it.</summary>
    public static void TakeBack(ActivityState activity)
    {
        activity.StartedTime = null;
        activity.RequestId = "";
    }

    /// <summary>Notes that the worker is still at it.</summary>
    public static HeartbeatAnswer NoteHeartbeat(ActivityState activity, Payloads? details, Timestamp now)
    {
        activity.LastHeartbeatTime = now;
        activity.HeartbeatDetails = details ?? new Payloads();
        return new HeartbeatAnswer(activity.CancelRequestedEventId > 0, activity.Pause is not null, activity.IsReset);
    }

    /// <summary>Schedules the attempt that follows a failed one.</summary>
    public static void ScheduleNext(ActivityState activity, Failure failure, TimeSpan backoff, Timestamp now)
    {
        activity.Attempt = activity.IsReset ? 1 : activity.Attempt + 1;
        if (activity.ResetsHeartbeat)
        {
            activity.HeartbeatDetails = null;
        }

        (activity.IsReset, activity.ResetsHeartbeat) = (false, false);
        activity.LastFailure = Failures.Bounded(failure, Limits.MaxRetriedFailureBytes);
        activity.LastAttemptCompleteTime = now;
        activity.CurrentRetryInterval = Durations.From(backoff);
        activity.AttemptScheduledTime = Timestamp.FromDateTimeOffset(now.ToDateTimeOffset() + backoff);
        TakeBack(activity);
    }
}
