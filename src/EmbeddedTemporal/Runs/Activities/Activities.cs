using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's activities: attempts taken by workers, heartbeats, results, retries.</summary>
internal sealed class Activities : IPendingPart
{
    private readonly Run _run;
    private readonly PendingActivities _pending;

    /// <summary>Attempts whose worker died before the service started.</summary>
    private HashSet<(long ScheduledEventId, int Attempt)> _lostAttempts = [];

    public Activities(Run run, IEnumerable<ActivityState> stored)
    {
        _run = run;
        _pending = new PendingActivities(stored);
        Scheduling = new ActivityScheduling(run, _pending);
        Control = new ActivityControl(run, _pending);
    }

    public ActivityScheduling Scheduling { get; }

    public ActivityControl Control { get; }

    /// <summary>In the order in which they were scheduled.</summary>
    public SortedDictionary<long, ActivityState>.ValueCollection All => _pending.All;

    public bool AreChanged => _pending.AreChanged;

    /// <summary>True while this very attempt waits for a worker.</summary>
    public bool IsWaiting(QueuedActivityTask queued) => _run.WithLock(state => IsWaiting(state, queued));

    /// <summary>Hands the attempt to a worker; null if it is no longer wanted.</summary>
    public Task<PollActivityTaskQueueResponse>? TryStart(QueuedActivityTask queued, PollActivityTaskQueueRequest poll) =>

        // No worker has an attempt before its start is on disk: activities trust that a first attempt had none before it.
        _run.ChangeIf(state => IsWaiting(state, queued), transaction => Start(transaction, _pending.Find(queued.ScheduledEventId)!, poll))?.WhenDurable();

    /// <summary>
    /// The worker was gone before it had the attempt: another one gets it at once, not only after the timeout. The last
    /// attempt is not given twice, however unlikely it is that the worker has it after all.
    /// </summary>
    public void RequeueUndelivered(TaskToken token) => _ = _run.ChangeIf(
        state => IsOpen(state) && _pending.Find(token.ScheduledEventId) is { } activity && IsOf(token, activity) && !IsLastAttempt(activity),
        _ =>
        {
            var activity = _pending.Find(token.ScheduledEventId)!;
            _pending.Touch(activity);
            activity.StartedTime = null;
            activity.RequestId = "";
        });

    public Task CompleteAsync(ActivityReference reference, Payloads? result, string identity, WorkerVersionStamp? version) => _run.Change(transaction =>
    {
        if (result?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            // The worker cannot do better by trying again.
            Fail(transaction, Find(transaction, reference), Failures.OfService("Complete result exceeds size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        _run.WarnIfLarge(result?.CalculateSize() ?? 0, "An activity's result");
        var activity = Find(transaction, reference, unstarted: true);
        if (activity.StartedTime is null)
        {
            // Workers understand no activity that completes without having started.
            _pending.Touch(activity);
            (activity.StartedTime, activity.Identity, activity.WorkerVersion) = (transaction.Now, identity, null);
        }

        Close(transaction, activity, EventType.ActivityTaskCompleted, (e, startedEventId) => e.ActivityTaskCompletedEventAttributes = new()
        {
            Result = result,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <summary>The attempt has failed; the result is what the worker has to be told of its answer.</summary>
    public Task<Failure[]> FailAsync(ActivityReference reference, Failure? failure, string identity, Payloads? heartbeat) => _run.Change<Failure[]>(transaction =>
    {
        var tooLarge = heartbeat?.CalculateSize() > transaction.Limits.MaxPayloadBytes;
        Fail(transaction, Find(transaction, reference), Failures.Bounded(failure ?? new Failure(), transaction.Limits.MaxPayloadBytes), identity, tooLarge ? null : heartbeat);
        return tooLarge ? [HeartbeatTooLarge()] : [];
    }).WhenDurable();

    public Task CancelAsync(ActivityReference reference, Payloads? details, string identity, WorkerVersionStamp? version) => _run.Change(transaction =>
    {
        if (details?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            Fail(transaction, Find(transaction, reference), Failures.OfService("Cancel details exceed size limit.", nonRetryable: true), identity, heartbeat: null);
            return;
        }

        var activity = Find(transaction, reference);
        if (activity.CancelRequestedEventId == 0)
        {
            throw Errors.Invalid("unable to mark activity as canceled without activity being request canceled first");
        }

        Close(transaction, activity, EventType.ActivityTaskCanceled, (e, startedEventId) => e.ActivityTaskCanceledEventAttributes = new()
        {
            Details = details,
            LatestCancelRequestedEventId = activity.CancelRequestedEventId,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            Identity = identity,
            WorkerVersion = version,
        });
    });

    /// <summary>Notes that the activity lives.</summary>
    public Task<HeartbeatAnswer> RecordHeartbeatAsync(ActivityReference reference, Payloads? details, string identity) => _run.Change(transaction =>
    {
        if (details?.CalculateSize() > transaction.Limits.MaxPayloadBytes)
        {
            Fail(transaction, Find(transaction, reference), HeartbeatTooLarge(), identity, heartbeat: null);
            return new HeartbeatAnswer(CancelRequested: true, Paused: false, Reset: false);
        }

        var activity = Find(transaction, reference);
        _pending.Touch(activity);
        activity.LastHeartbeatTime = transaction.Now;
        activity.HeartbeatDetails = details ?? new Payloads();
        return new HeartbeatAnswer(activity.CancelRequestedEventId > 0, activity.Pause is not null, activity.IsReset);
    }).WhenDurable();

    /// <summary>Finds, after a start of the service, the attempts whose worker is gone.</summary>
    public void FindLostAttempts() => _lostAttempts =
    [
        .. _pending.All.Where(a => a.StartedTime is not null && _run.Environment.IsLostWorker(a.Identity)).Select(a => (a.ScheduledEventId, a.Attempt)),
    ];

    /// <summary>Queues the attempts that are due.</summary>
    public void QueueDue(RunState state, DateTimeOffset now)
    {
        foreach (var activity in _pending.All)
        {
            if (IsOpen(state) && IsWaiting(activity) && activity.AttemptScheduledTime.ToDateTimeOffset() <= now && _pending.TryQueue(activity))
            {
                RunQueues.AddActivity(
                    _run,
                    state,
                    activity.TaskQueue,
                    new QueuedActivityTask(_run, activity.ScheduledEventId, activity.Attempt, activity.Stamp, TaskPriority.Of(Priority(activity)), activity.AttemptScheduledTime.ToDateTimeOffset()));
            }
        }
    }

    /// <summary>Puts an attempt that waits in another queue into the one of the workers that get it now.</summary>
    public void Requeue(QueuedActivityTask queued) => _run.WithLock(state =>
    {
        if (IsWaiting(state, queued))
        {
            RunQueues.AddActivity(_run, state, _pending.Find(queued.ScheduledEventId)!.TaskQueue, queued);
        }

        return true;
    });

    /// <summary>Whether an attempt is due or started.</summary>
    public bool AreDue(DateTimeOffset now) => _pending.All.Any(a => (a.StartedTime is not null || IsWaiting(a)) && a.AttemptScheduledTime.ToDateTimeOffset() <= now);

    /// <summary>When the next attempt is due that is not yet.</summary>
    public DateTimeOffset? NextBackoffEnd(DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var activity in _pending.All)
        {
            if (IsWaiting(activity) && !_pending.IsQueued(activity))
            {
                // An attempt that is due already is queued when the current change has been committed.
                var due = activity.AttemptScheduledTime.ToDateTimeOffset();
                earliest = due > now && (earliest is null || due < earliest) ? due : earliest;
            }
        }

        return earliest;
    }

    public void AddDeadlines(RunDeadlines deadlines)
    {
        foreach (var activity in _pending.All)
        {
            AddDeadlines(activity, deadlines);
        }
    }

    public void Clear(RunTransaction transaction) => _pending.Clear();

    /// <summary>Takes what was pending in the run that this one was reset from.</summary>
    public void Restore(IEnumerable<ActivityState> activities)
    {
        foreach (var activity in activities)
        {
            _pending.Add(activity);
        }
    }

    public int Count => _pending.Count;

    public void AddChanges(List<PendingChange> changes) => _pending.AddChanges(changes);

    public void Keep() => _pending.Keep();

    public void Undo() => _pending.Undo();

    private static bool IsOpen(RunState state) => state.Status == WorkflowExecutionStatus.Running;

    private bool IsWaiting(RunState state, QueuedActivityTask queued) =>
        IsOpen(state) && _pending.Find(queued.ScheduledEventId) is { } activity && IsWaiting(activity) && activity.Attempt == queued.Attempt && activity.Stamp == queued.Stamp;

    /// <summary>Whether its next attempt waits for a worker or for its time.</summary>
    private static bool IsWaiting(ActivityState activity) => activity is { StartedTime: null, Pause: null };

    private PollActivityTaskQueueResponse Start(RunTransaction transaction, ActivityState activity, PollActivityTaskQueueRequest poll)
    {
        _pending.Touch(activity);
        _pending.NotQueued(activity);
        activity.StartedTime = transaction.Now;
        activity.LastHeartbeatTime = null;
        activity.Identity = poll.Identity;
        activity.LastWorkerIdentity = poll.Identity;
        activity.RequestId = Guid.NewGuid().ToString();
        activity.WorkerVersion = WorkerVersions.Stamp(poll.WorkerVersionCapabilities);
        var scheduled = transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes;
        return new PollActivityTaskQueueResponse
        {
            TaskToken = new TaskToken { RunKey = _run.Key, ScheduledEventId = activity.ScheduledEventId, Attempt = activity.Attempt, StartedTime = activity.StartedTime }.ToByteString(),
            WorkflowNamespace = _run.Namespace,
            WorkflowType = new WorkflowType { Name = _run.Start.WorkflowType },
            WorkflowExecution = _run.Execution,
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
            Priority = Priority(activity),
        };
    }

    private Priority? Priority(ActivityState activity) => TaskPriority.Inherit(_run.Start.Priority, activity.Priority);

    private static Failure HeartbeatTooLarge() => Failures.OfService("Heartbeat details exceed size limit.", nonRetryable: true);

    private static bool IsLastAttempt(ActivityState activity) => activity.RetryPolicy.MaximumAttempts > 0 && activity.Attempt >= activity.RetryPolicy.MaximumAttempts;

    /// <summary>The activity that an answer is for: started, unless it is named by its id and may be <paramref name="unstarted"/>.</summary>
    private ActivityState Find(RunTransaction transaction, ActivityReference reference, bool unstarted = false)
    {
        ClientRequests.ThrowIfClosed(transaction);
        if (reference.ActivityId is { } id)
        {
            var byId = _pending.Find(id) ?? throw Errors.NotFound($"cannot find pending activity with ActivityID {id}, check workflow execution history for more details");
            return byId.StartedTime is not null || unstarted ? byId : throw Errors.ActivityNotFound();
        }

        var token = reference.Token!;
        return _pending.Find(token.ScheduledEventId) is { } activity && IsOf(token, activity) ? activity : throw Errors.ActivityNotFound();
    }

    /// <summary>Whether the token is of the attempt that a worker has now; one that was taken back is not, whoever has it after all.</summary>
    private static bool IsOf(TaskToken token, ActivityState activity) =>
        activity.Attempt == token.Attempt && activity.StartedTime is { } started && started.Equals(token.StartedTime);

    /// <summary>An attempt has failed: another one follows, or the workflow hears of it.</summary>
    private void Fail(RunTransaction transaction, ActivityState activity, Failure failure, string identity, Payloads? heartbeat)
    {
        if (heartbeat is not null)
        {
            _pending.Touch(activity);
            activity.HeartbeatDetails = heartbeat;
        }

        var retry = ActivityRetry.After(activity, failure, transaction.UtcNow, _run.Expiration);
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

    private void TimeOut(RunTransaction transaction, ActivityState activity, TimeoutType type)
    {
        var failure = ActivityRetry.TimeoutFailure(type);
        var retry = type switch
        {
            TimeoutType.ScheduleToClose or TimeoutType.ScheduleToStart => new ActivityRetry(RetryState.Timeout, null),
            _ => ActivityRetry.After(activity, failure, transaction.UtcNow, _run.Expiration),
        };
        if (retry.Next is { } next)
        {
            Retry(transaction, activity, failure, next);
            return;
        }

        if (retry.State == RetryState.Timeout && type != TimeoutType.ScheduleToStart)
        {
            failure = ActivityRetry.NoTimeLeft();
        }

        failure.TimeoutFailureInfo.LastHeartbeatDetails = activity.HeartbeatDetails;
        failure.Cause = activity.LastFailure;
        Close(transaction, activity, EventType.ActivityTaskTimedOut, (e, startedEventId) => e.ActivityTaskTimedOutEventAttributes = new()
        {
            Failure = failure,
            ScheduledEventId = activity.ScheduledEventId,
            StartedEventId = startedEventId,
            RetryState = retry.State,
        });
    }

    private void Retry(RunTransaction transaction, ActivityState activity, Failure failure, TimeSpan backoff)
    {
        _pending.Touch(activity);
        var now = transaction.Now;
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
        activity.StartedTime = null;
        activity.RequestId = "";
    }

    /// <summary>Writes that the activity began, as far as it did, and how it ended.</summary>
    private void Close(RunTransaction transaction, ActivityState activity, EventType type, Action<HistoryEvent, long> fill)
    {
        _pending.Remove(activity);
        if (activity.Pause is not null)
        {
            PauseIndex.Update(transaction, _pending);
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

    private void AddDeadlines(ActivityState activity, RunDeadlines deadlines)
    {
        if (Durations.IsSet(activity.ScheduleToCloseTimeout))
        {
            deadlines.Consider(activity.ScheduledTime.ToDateTimeOffset() + Durations.Of(activity.ScheduleToCloseTimeout), t => TimeOut(t, activity, TimeoutType.ScheduleToClose));
        }

        if (activity.StartedTime is null)
        {
            if (Durations.IsSet(activity.ScheduleToStartTimeout) && IsWaiting(activity))
            {
                deadlines.Consider(activity.AttemptScheduledTime.ToDateTimeOffset() + Durations.Of(activity.ScheduleToStartTimeout), t => TimeOut(t, activity, TimeoutType.ScheduleToStart));
            }

            return;
        }

        if (_lostAttempts.Contains((activity.ScheduledEventId, activity.Attempt)))
        {
            var type = Durations.IsSet(activity.HeartbeatTimeout) ? TimeoutType.Heartbeat : TimeoutType.StartToClose;
            deadlines.Consider(_run.Start.StartTime.ToDateTimeOffset(), t => TimeOut(t, activity, type));
            return;
        }

        var started = activity.StartedTime.ToDateTimeOffset();
        if (Durations.IsSet(activity.StartToCloseTimeout))
        {
            deadlines.Consider(started + Durations.Of(activity.StartToCloseTimeout), t => TimeOut(t, activity, TimeoutType.StartToClose));
        }

        if (Durations.IsSet(activity.HeartbeatTimeout))
        {
            var alive = activity.LastHeartbeatTime?.ToDateTimeOffset() ?? started;
            deadlines.Consider(alive + Durations.Of(activity.HeartbeatTimeout), t => TimeOut(t, activity, TimeoutType.Heartbeat));
        }
    }
}
