using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The operations of operators on one activity, whether a workflow or a client started it: changes of its state.</summary>
/// <remarks>Each invalidates the attempt that waits in a task queue. An attempt that a worker has is not taken away.</remarks>
internal static class ActivityOperations
{
    /// <summary>No attempt starts any more. Asking again with the same request id changes nothing.</summary>
    /// <exception cref="RpcException">It is paused already.</exception>
    public static void Pause(ActivityState activity, string identity, string reason, string requestId, Timestamp now)
    {
        if (activity.Pause is { } pause)
        {
            if (pause.RequestId != requestId || requestId.Length == 0)
            {
                throw Errors.Refusal(StatusCode.FailedPrecondition, "activity is already paused");
            }

            return;
        }

        activity.Stamp++;
        activity.Pause = new ActivityPause { Time = now, Identity = identity, Reason = reason, RequestId = requestId };
    }

    /// <summary>The next attempt starts at once, or within the jitter.</summary>
    public static void Unpause(ActivityState activity, bool resetsAttempts, bool resetsHeartbeat, Duration? jitter, DateTimeOffset now)
    {
        activity.Stamp++;
        activity.Pause = null;
        if (resetsAttempts)
        {
            ResetAttempts(activity);
        }

        if (resetsHeartbeat)
        {
            ResetHeartbeat(activity);
        }

        ScheduleNow(activity, jitter, now);
    }

    /// <summary>Attempts are counted from one again, and the next one starts at once, or within the jitter.</summary>
    public static void Reset(ActivityState activity, ActivityTaskScheduledEventAttributes scheduled, ActivityResetOptions options, DateTimeOffset now)
    {
        activity.Stamp++;
        ResetAttempts(activity);
        if (options.ResetsHeartbeat)
        {
            ResetHeartbeat(activity);
        }

        if (options.RestoresOptions)
        {
            ActivityOptionChanges.Restore(activity, scheduled);
        }

        if (activity.Pause is not null && options.KeepsPaused)
        {
            return;
        }

        activity.Pause = null;
        ScheduleNow(activity, options.Jitter, now);
    }

    /// <summary>Changes what later attempts are bound to; timeouts apply to a running attempt too.</summary>
    /// <returns>The options after the change.</returns>
    /// <exception cref="RpcException">An option is wrong.</exception>
    public static ActivityOptions UpdateOptions(
        ActivityState activity, ActivityTaskScheduledEventAttributes scheduled, ActivityOptions? options, FieldMask? mask, bool restoresOriginal, ServiceLimits limits, DateTimeOffset now)
    {
        activity.Stamp++;
        if (restoresOriginal)
        {
            ActivityOptionChanges.Restore(activity, scheduled);
        }
        else
        {
            ActivityOptionChanges.Apply(activity, options, mask, limits);
        }

        if (activity.StartedTime is null && activity.LastAttemptCompleteTime is { } last && activity.AttemptScheduledTime.ToDateTimeOffset() > now)
        {
            activity.CurrentRetryInterval = Durations.From(RetryPolicies.Backoff(activity.RetryPolicy, Math.Max(1, activity.Attempt - 1)));
            activity.AttemptScheduledTime = Durations.Add(last, activity.CurrentRetryInterval);
        }

        return ActivityOptionChanges.Of(activity);
    }

    private static void ResetAttempts(ActivityState activity)
    {
        if (activity.StartedTime is null)
        {
            activity.Attempt = 1;
        }
        else
        {
            activity.IsReset = true;
        }
    }

    private static void ResetHeartbeat(ActivityState activity)
    {
        if (activity.StartedTime is null)
        {
            activity.HeartbeatDetails = null;
            activity.LastHeartbeatTime = null;
        }
        else
        {
            // The attempt that runs may still send some.
            activity.ResetsHeartbeat = true;
        }
    }

    /// <summary>Not before a start delay has passed.</summary>
    private static void ScheduleNow(ActivityState activity, Duration? jitter, DateTimeOffset now)
    {
        if (activity.StartedTime is null)
        {
            var time = now + (Durations.Of(jitter) * Random.Shared.NextDouble());
            activity.AttemptScheduledTime = time > activity.ScheduledTime.ToDateTimeOffset() ? Timestamp.FromDateTimeOffset(time) : activity.ScheduledTime;
        }
    }
}

/// <summary>How activities are reset.</summary>
/// <param name="ResetsHeartbeat">Whether the next attempt begins without heartbeat details.</param>
/// <param name="KeepsPaused">Whether paused ones stay so.</param>
/// <param name="RestoresOptions">Whether they get the options back that they were scheduled with.</param>
/// <param name="Jitter">The longest time until the next attempt; null for none.</param>
internal sealed record ActivityResetOptions(bool ResetsHeartbeat, bool KeepsPaused, bool RestoresOptions, Duration? Jitter);
