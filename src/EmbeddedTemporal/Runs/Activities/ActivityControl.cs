using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Activity.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>What operators do with pending activities: pause, unpause, reset, change of options.</summary>
/// <remarks>
/// An attempt that a worker has is not taken away: the answer to its heartbeat says that it should stop. No event is written.
/// </remarks>
internal sealed class ActivityControl(Run run, PendingActivities pending)
{
    /// <summary>No attempt starts any more. Asking again with the same request id changes nothing.</summary>
    /// <exception cref="RpcException">No such activity is pending, or it is paused already.</exception>
    public Task PauseAsync(ActivitySelection selection, string identity, string reason, string requestId) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection))
        {
            if (activity.Pause is { } pause)
            {
                if (pause.RequestId != requestId || requestId.Length == 0)
                {
                    throw Errors.Refusal(StatusCode.FailedPrecondition, "activity is already paused");
                }

                continue;
            }

            Void(activity);
            activity.Pause = new ActivityPause { Time = transaction.Now, Identity = identity, Reason = reason, RequestId = requestId };
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <summary>The next attempt starts at once, or within the jitter.</summary>
    /// <exception cref="RpcException">No such activity is pending.</exception>
    public Task UnpauseAsync(ActivitySelection selection, bool resetsAttempts, bool resetsHeartbeat, Duration? jitter) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection).Where(a => a.Pause is not null))
        {
            Void(activity);
            activity.Pause = null;
            if (resetsAttempts)
            {
                ResetAttempts(activity);
            }

            if (resetsHeartbeat)
            {
                ResetHeartbeat(activity);
            }

            ScheduleNow(transaction, activity, jitter);
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <summary>Attempts are counted from one again, and the next one starts at once, or within the jitter.</summary>
    /// <exception cref="RpcException">No such activity is pending.</exception>
    public Task ResetAsync(ActivitySelection selection, ActivityResetOptions options) => run.Change(transaction =>
    {
        foreach (var activity in Select(transaction, selection))
        {
            Void(activity);
            ResetAttempts(activity);
            if (options.ResetsHeartbeat)
            {
                ResetHeartbeat(activity);
            }

            if (options.RestoresOptions)
            {
                ActivityOptionChanges.Restore(activity, transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes);
            }

            if (activity.Pause is not null && options.KeepsPaused)
            {
                continue;
            }

            activity.Pause = null;
            ScheduleNow(transaction, activity, options.Jitter);
        }

        PauseIndex.Update(transaction, pending);
    });

    /// <summary>Changes what later attempts are bound to; timeouts apply to a running attempt too.</summary>
    /// <returns>The options after the change.</returns>
    /// <exception cref="RpcException">No such activity is pending, or an option is wrong.</exception>
    public Task<ActivityOptions> UpdateOptionsAsync(ActivitySelection selection, ActivityOptions? options, FieldMask? mask, bool restoresOriginal) => run.Change(transaction =>
    {
        ActivityOptions? changed = null;
        foreach (var activity in Select(transaction, selection))
        {
            Void(activity);
            if (restoresOriginal)
            {
                ActivityOptionChanges.Restore(activity, transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes);
            }
            else
            {
                ActivityOptionChanges.Apply(activity, options, mask, transaction.Limits);
            }

            if (activity.StartedTime is null && activity.LastAttemptCompleteTime is { } last && activity.AttemptScheduledTime.ToDateTimeOffset() > transaction.UtcNow)
            {
                activity.CurrentRetryInterval = Durations.From(RetryPolicies.Backoff(activity.RetryPolicy, Math.Max(1, activity.Attempt - 1)));
                activity.AttemptScheduledTime = Durations.Add(last, activity.CurrentRetryInterval);
            }

            changed ??= ActivityOptionChanges.Of(activity);
        }

        return changed!;
    }).WhenDurable();

    private List<ActivityState> Select(RunTransaction transaction, ActivitySelection selection)
    {
        ClientRequests.ThrowIfClosed(transaction);
        var selected = pending.All.Where(selection.Includes).ToList();
        return selected.Count > 0 ? selected : throw Errors.ActivityNotFound();
    }

    /// <summary>What waits in a task queue for it is no longer given to a worker.</summary>
    private void Void(ActivityState activity)
    {
        pending.Touch(activity);
        pending.NotQueued(activity);
        activity.Stamp++;
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

    private static void ScheduleNow(RunTransaction transaction, ActivityState activity, Duration? jitter)
    {
        if (activity.StartedTime is null)
        {
            activity.AttemptScheduledTime = Timestamp.FromDateTimeOffset(transaction.UtcNow + (Durations.Of(jitter) * Random.Shared.NextDouble()));
        }
    }
}

/// <summary>How activities are reset.</summary>
/// <param name="ResetsHeartbeat">Whether the next attempt begins without heartbeat details.</param>
/// <param name="KeepsPaused">Whether paused ones stay so.</param>
/// <param name="RestoresOptions">Whether they get the options back that they were scheduled with.</param>
/// <param name="Jitter">The longest time until the next attempt; null for none.</param>
internal sealed record ActivityResetOptions(bool ResetsHeartbeat, bool KeepsPaused, bool RestoresOptions, Duration? Jitter);
