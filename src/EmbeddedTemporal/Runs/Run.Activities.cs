using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Activities: attempts taken by workers, heartbeats, results, retries.</content>
internal sealed partial class Run
{
    /// <summary>Attempts whose worker died before the service started.</summary>
    private readonly HashSet<(long ScheduledEventId, int Attempt)> _lostAttempts = [];

    /// <summary>True while this very attempt waits for a worker.</summary>
    public bool IsWaiting(QueuedActivityTask queued)
    {
        lock (_gate)
        {
            return IsOpen && _activities.Find(queued.ScheduledEventId) is { StartedTime: null } activity && activity.Attempt == queued.Attempt;
        }
    }

    /// <summary>Hands the attempt to a worker; null where it is no longer wanted.</summary>
    public Task<PollActivityTaskQueueResponse>? StartActivityTask(QueuedActivityTask queued, PollActivityTaskQueueRequest poll)
    {
        lock (_gate)
        {
            if (!IsWaiting(queued))
            {
                return null;
            }

            // No worker has an attempt before its start is on disk: activities trust that a first attempt had none before it.
            var activity = _activities.Find(queued.ScheduledEventId)!;
            return Change(() => StartActivity(activity, poll)).WhenDurable();
        }
    }

    /// <summary>
    /// The worker was gone before it had the attempt: another one gets it at once, not only after the time-out. The last
    /// attempt is not given twice, however unlikely it is that the worker has it after all.
    /// </summary>
    public void TakeBackActivity(TaskToken token)
    {
        lock (_gate)
        {
            if (!IsOpen || _activities.Find(token.ScheduledEventId) is not { } activity || !IsOf(token, activity) || IsLastAttempt(activity))
            {
                return;
            }

            _ = Change(() =>
            {
                _activities.Touch(activity);
                activity.StartedTime = null;
                activity.RequestId = "";
            });
        }
    }

    public Task CompleteActivityAsync(ActivityReference reference, Payloads? result, string identity, WorkerVersionStamp? version) => Change(() =>
    {
        if (result?.CalculateSize() > Limits.MaxPayloadBytes)
        {
            // The worker cannot do better by trying again.
            FailActivity(Find(reference), Failures.OfService("Complete result exceeds size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        var activity = Find(reference, unstarted: true);
        if (activity.StartedTime is null)
        {
            // Workers understand no activity that completes without having started.
            _activities.Touch(activity);
            (activity.StartedTime, activity.Identity, activity.WorkerVersion) = (Now, identity, null);
        }

        CloseActivity(activity, EventType.ActivityTaskCompleted, (e, startedEventId) => e.ActivityTaskCompletedEventAttributes = new()
        {
            Result = result,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <summary>The attempt has failed; the result is what the worker has to be told of its answer.</summary>
    public Task<Failure[]> FailActivityAsync(ActivityReference reference, Failure? failure, string identity, Payloads? heartbeat) => Change<Failure[]>(() =>
    {
        var tooLarge = heartbeat?.CalculateSize() > Limits.MaxPayloadBytes;
        FailActivity(Find(reference), Failures.Bounded(failure ?? new Failure()), identity, tooLarge ? null : heartbeat);
        return tooLarge ? [HeartbeatTooLarge()] : [];
    }).WhenDurable();

    public Task CancelActivityAsync(ActivityReference reference, Payloads? details, string identity, WorkerVersionStamp? version) => Change(() =>
    {
        if (details?.CalculateSize() > Limits.MaxPayloadBytes)
        {
            FailActivity(Find(reference), Failures.OfService("Cancel details exceed size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        var activity = Find(reference);
        if (activity.CancelRequestedEventId == 0)
        {
            throw Errors.Invalid("unable to mark activity as canceled without activity being request canceled first");
        }

        CloseActivity(activity, EventType.ActivityTaskCanceled, (e, startedEventId) => e.ActivityTaskCanceledEventAttributes = new()
        {
            Details = details,
            LatestCancelRequestedEventId = activity.CancelRequestedEventId,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <summary>Notes that the activity lives; true where it should stop.</summary>
    public Task<bool> RecordHeartbeatAsync(ActivityReference reference, Payloads? details, string identity) => Change(() =>
    {
        if (details?.CalculateSize() > Limits.MaxPayloadBytes)
        {
            FailActivity(Find(reference), HeartbeatTooLarge(), identity, heartbeat: null);
            return true;
        }

        var activity = Find(reference);
        _activities.Touch(activity);
        activity.LastHeartbeatTime = Now;
        activity.HeartbeatDetails = details ?? new Payloads();
        return activity.CancelRequestedEventId > 0;
    }).WhenDurable();

    /// <summary>Queues the attempts whose time has come, and sets the deadline for those whose time is still to come.</summary>
    private void QueueDueActivities()
    {
        // One look at the clock for both: an attempt that became due in between would be in neither.
        var now = UtcNow;
        foreach (var activity in _activities.All)
        {
            if (IsOpen && activity.StartedTime is null && activity.AttemptScheduledTime.ToDateTimeOffset() <= now && _activities.TryQueue(activity))
            {
                _environment.Queues.Get(Namespace, activity.TaskQueue, TaskQueueType.Activity).Add(new QueuedActivityTask(this, activity.ScheduledEventId, activity.Attempt));
            }
        }

        UpdateDeadline(now);
    }

    private PollActivityTaskQueueResponse StartActivity(ActivityState activity, PollActivityTaskQueueRequest poll)
    {
        _activities.Touch(activity);
        _activities.NotQueued(activity);
        activity.StartedTime = Now;
        activity.LastHeartbeatTime = null;
        activity.Identity = poll.Identity;
        activity.LastWorkerIdentity = poll.Identity;
        activity.RequestId = Guid.NewGuid().ToString();
        activity.WorkerVersion = WorkerVersion(poll.WorkerVersionCapabilities);
        var scheduled = _history.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = new TaskToken { RunKey = Key, ScheduledEventId = activity.ScheduledEventId, Attempt = activity.Attempt, StartedTime = activity.StartedTime }.ToByteString(),
            WorkflowNamespace = Namespace,
            WorkflowType = new WorkflowType { Name = Start.WorkflowType },
            WorkflowExecution = Execution,
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
            Priority = activity.Priority,
        };
    }

    private static Failure HeartbeatTooLarge() => Failures.OfService("Heartbeat details exceed size limit.", nonRetryable: true);

    private static bool IsLastAttempt(ActivityState activity) => activity.RetryPolicy.MaximumAttempts > 0 && activity.Attempt >= activity.RetryPolicy.MaximumAttempts;

    /// <summary>The activity that an answer is for: started, unless it is named by its id and may be <paramref name="unstarted"/>.</summary>
    private ActivityState Find(ActivityReference reference, bool unstarted = false)
    {
        ThrowIfClosed();
        if (reference.ActivityId is { } id)
        {
            var byId = _activities.Find(id) ?? throw Errors.NotFound($"cannot find pending activity with ActivityID {id}, check workflow execution history for more details");
            return byId.StartedTime is not null || unstarted ? byId : throw Errors.ActivityNotFound();
        }

        var token = reference.Token!;
        return _activities.Find(token.ScheduledEventId) is { } activity && IsOf(token, activity) ? activity : throw Errors.ActivityNotFound();
    }

    /// <summary>Whether the token is of the attempt that a worker has now; one that was taken back is not, whoever has it after all.</summary>
    private static bool IsOf(TaskToken token, ActivityState activity) =>
        activity.Attempt == token.Attempt && activity.StartedTime is { } started && started.Equals(token.StartedTime);

    /// <summary>An attempt has failed: another one follows, or the workflow hears of it.</summary>
    private void FailActivity(ActivityState activity, Failure failure, string identity, Payloads? heartbeat)
    {
        if (heartbeat is not null)
        {
            _activities.Touch(activity);
            activity.HeartbeatDetails = heartbeat;
        }

        var retry = ActivityRetry.After(activity, failure, UtcNow, RunExpiration);
        if (retry.Next is { } next)
        {
            RetryActivity(activity, failure, next);
            return;
        }

        CloseActivity(activity, EventType.ActivityTaskFailed, (e, startedEventId) => e.ActivityTaskFailedEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            RetryState = retry.State,
        });
    }

    private void TimeOutActivity(ActivityState activity, TimeoutType type)
    {
        var failure = ActivityRetry.TimeoutFailure(type);
        var retry = type switch
        {
            TimeoutType.ScheduleToClose or TimeoutType.ScheduleToStart => new ActivityRetry(RetryState.Timeout, null),
            _ => ActivityRetry.After(activity, failure, UtcNow, RunExpiration),
        };
        if (retry.Next is { } next)
        {
            RetryActivity(activity, failure, next);
            return;
        }

        if (retry.State == RetryState.Timeout && type != TimeoutType.ScheduleToStart)
        {
            failure = ActivityRetry.NoTimeLeft();
        }

        failure.TimeoutFailureInfo.LastHeartbeatDetails = activity.HeartbeatDetails;
        failure.Cause = activity.LastFailure;
        CloseActivity(activity, EventType.ActivityTaskTimedOut, (e, startedEventId) => e.ActivityTaskTimedOutEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            RetryState = retry.State,
        });
    }

    private void RetryActivity(ActivityState activity, Failure failure, TimeSpan backoff)
    {
        _activities.Touch(activity);
        var now = Now;
        activity.Attempt++;
        activity.LastFailure = Failures.Bounded(failure, Limits.MaxRetriedFailureBytes);
        activity.LastAttemptCompleteTime = now;
        activity.CurrentRetryInterval = Durations.From(backoff);
        activity.AttemptScheduledTime = Timestamp.FromDateTimeOffset(now.ToDateTimeOffset() + backoff);
        activity.StartedTime = null;
        activity.RequestId = "";
    }

    /// <summary>Writes that the activity began, as far as it did, and how it ended.</summary>
    private void CloseActivity(ActivityState activity, EventType type, Action<Temporalio.Api.History.V1.HistoryEvent, long> fill)
    {
        _activities.Remove(activity);
        var startedEventId = 0L;
        if (activity.StartedTime is not null)
        {
            startedEventId = _state.WorkflowTask is { StartedEventId: > 0 } ? PendingStartedEventId : _state.NextEventId;
            AppendOrBuffer(EventType.ActivityTaskStarted, e => e.ActivityTaskStartedEventAttributes = new()
            {
                ScheduledEventId = activity.ScheduledEventId,
                Identity = activity.Identity,
                RequestId = activity.RequestId,
                Attempt = activity.Attempt,
                LastFailure = activity.LastFailure,
                WorkerVersion = activity.WorkerVersion,
            }, activity.StartedTime);
        }

        AppendOrBuffer(type, e => fill(e, startedEventId));
        ScheduleWorkflowTask();
    }
}

/// <summary>An activity as a worker or client names it: by task token, or by its id.</summary>
internal readonly record struct ActivityReference(TaskToken? Token, string? ActivityId)
{
    public static ActivityReference Of(TaskToken token) => new(token, null);

    public static ActivityReference Of(string activityId) => new(null, activityId);
}
