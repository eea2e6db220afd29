using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The timeouts of one activity, whether a workflow or a client started it.</summary>
/// <param name="Due">When it happens.</param>
/// <param name="Type">Which one it is.</param>
internal readonly record struct ActivityTimeout(DateTimeOffset Due, TimeoutType Type)
{
    /// <summary>The first timeout that happens unless the activity changes before; null if it has none.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="isLost">Whether the worker of the attempt is known to be gone: the attempt times out at once.</param>
    public static ActivityTimeout? Next(ActivityState activity, bool isLost)
    {
        var next = Earlier(null, activity.ScheduledTime, activity.ScheduleToCloseTimeout, TimeoutType.ScheduleToClose);
        if (activity.StartedTime is not { } started)
        {
            return ActivityAttempts.IsWaiting(activity) ? Earlier(next, activity.AttemptScheduledTime, activity.ScheduleToStartTimeout, TimeoutType.ScheduleToStart) : next;
        }

        if (isLost)
        {
            return new(activity.ScheduledTime.ToDateTimeOffset(), Durations.IsSet(activity.HeartbeatTimeout) ? TimeoutType.Heartbeat : TimeoutType.StartToClose);
        }

        next = Earlier(next, started, activity.StartToCloseTimeout, TimeoutType.StartToClose);
        return Earlier(next, activity.LastHeartbeatTime ?? started, activity.HeartbeatTimeout, TimeoutType.Heartbeat);
    }

    /// <summary>Decides whether another attempt follows a timeout, and which failure the timeout is.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="type">The timeout that has happened.</param>
    /// <param name="now">The present.</param>
    /// <param name="runExpiration">When the workflow times out; null if it does not, or if there is none.</param>
    public static (ActivityRetry Retry, Failure Failure) Decide(ActivityState activity, TimeoutType type, DateTimeOffset now, DateTimeOffset? runExpiration)
    {
        var failure = ActivityRetry.TimeoutFailure(type);
        var retry = type is TimeoutType.ScheduleToClose or TimeoutType.ScheduleToStart
            ? new ActivityRetry(RetryState.Timeout, null)
            : ActivityRetry.After(activity, failure, now, runExpiration);
        if (retry.Next is null)
        {
            failure = retry.State == RetryState.Timeout && type != TimeoutType.ScheduleToStart ? ActivityRetry.NoTimeLeft() : failure;
            failure.TimeoutFailureInfo.LastHeartbeatDetails = activity.HeartbeatDetails;
            failure.Cause = activity.LastFailure;
        }

        return (retry, failure);
    }

    private static ActivityTimeout? Earlier(ActivityTimeout? next, Timestamp from, Duration timeout, TimeoutType type)
    {
        if (!Durations.IsSet(timeout))
        {
            return next;
        }

        var due = from.ToDateTimeOffset() + Durations.Of(timeout);
        return next is null || due < next.Value.Due ? new(due, type) : next;
    }
}
