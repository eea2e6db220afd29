using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Ends the attempts of a run's activities: another one follows, or the workflow is told how the activity ended.</summary>
internal sealed class ActivityEnds(Run run, PendingActivities pending)
{
    /// <summary>An attempt has failed.</summary>
    public void Fail(RunTransaction transaction, ActivityState activity, Failure failure, string identity, Payloads? heartbeat)
    {
        if (heartbeat is not null)
        {
            pending.Touch(activity);
            activity.HeartbeatDetails = heartbeat;
        }

        var retry = ActivityRetry.After(activity, failure, transaction.UtcNow, run.Expiration);
        if (retry.Next is { } next)
        {
            Retry(transaction, activity, failure, next);
            return;
        }

        Close(transaction, activity, EventType.ActivityTaskFailed, (e, startedEventId) => e.ActivityTaskFailedEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            RetryState = retry.State,
        });
    }

    /// <summary>An attempt, or the whole activity, has timed out.</summary>
    public void TimeOut(RunTransaction transaction, ActivityState activity, TimeoutType type)
    {
        var (retry, failure) = ActivityTimeout.Decide(activity, type, transaction.UtcNow, run.Expiration);
        if (retry.Next is { } next)
        {
            Retry(transaction, activity, failure, next);
            return;
        }

        Close(transaction, activity, EventType.ActivityTaskTimedOut, (e, startedEventId) => e.ActivityTaskTimedOutEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            RetryState = retry.State,
        });
    }

    /// <summary>Writes that the activity started, if it did, and how it ended.</summary>
    public void Close(RunTransaction transaction, ActivityState activity, EventType type, Action<HistoryEvent, long> fill)
    {
        pending.Remove(activity);
        if (activity.Pause is not null)
        {
            PauseIndex.Update(transaction, pending);
        }

        var startedEventId = 0L;
        if (activity.StartedTime is not null)
        {
            startedEventId = transaction.BuffersEvents ? BufferedEvents.PendingStartedEventId : transaction.State.NextEventId;
            transaction.AppendOrBuffer(EventType.ActivityTaskStarted, e => e.ActivityTaskStartedEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledEventId,
                Identity = activity.Identity,
                RequestId = activity.RequestId,
                Attempt = activity.Attempt,
                LastFailure = activity.LastFailure,
                WorkerVersion = activity.WorkerVersion,
            }, activity.StartedTime);
        }

        transaction.AppendOrBuffer(type, e => fill(e, startedEventId));
        transaction.ScheduleWorkflowTask();
    }

    private void Retry(RunTransaction transaction, ActivityState activity, Failure failure, TimeSpan backoff)
    {
        pending.Touch(activity);
        ActivityAttempts.ScheduleNext(activity, failure, backoff, transaction.Now);
    }
}
