using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's activities: when their attempts are due, and which worker takes them.</summary>
internal sealed class Activities : IPendingPart
{
    private readonly Run _run;
    private readonly PendingActivities _pending;
    private readonly ActivityEnds _ends;

    /// <summary>Attempts whose worker died before the service started.</summary>
    private HashSet<(long ScheduledEventId, int Attempt)> _lostAttempts = [];

    public Activities(Run run, IEnumerable<ActivityState> stored)
    {
        _run = run;
        _pending = new PendingActivities(stored);
        Scheduling = new ActivityScheduling(run, _pending);
        Control = new ActivityControl(run, _pending);
        _ends = new ActivityEnds(run, _pending);
        Answers = new ActivityAnswers(run, _pending, _ends);
    }

    public ActivityScheduling Scheduling { get; }

    public ActivityControl Control { get; }

    public ActivityAnswers Answers { get; }

    /// <summary>In the order in which they were scheduled.</summary>
    public SortedDictionary<long, ActivityState>.ValueCollection All => _pending.All;

    public bool AreChanged => _pending.AreChanged;

    /// <summary>True while this very attempt waits for a worker.</summary>
    public bool IsWaiting(QueuedActivityTask queued) => _run.WithLock(state => IsWaiting(state, queued));

    /// <summary>Hands the attempt to a worker; null if it is no longer wanted.</summary>
    public Task<PollActivityTaskQueueResponse>? TryStart(QueuedActivityTask queued, PollActivityTaskQueueRequest poll) =>

        // No worker has an attempt before its start is on disk: activities trust that a first attempt had none before it.
        _run.ChangeIf(state => IsWaiting(state, queued), transaction => Start(transaction, _pending.Find(queued.ScheduledEventId)!, poll))?.WhenDurable();

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
            if (IsOpen(state) && ActivityAttempts.IsWaiting(activity) && activity.AttemptScheduledTime.ToDateTimeOffset() <= now && _pending.TryQueue(activity))
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
    public bool AreDue(DateTimeOffset now) => _pending.All.Any(a => (a.StartedTime is not null || ActivityAttempts.IsWaiting(a)) && a.AttemptScheduledTime.ToDateTimeOffset() <= now);

    /// <summary>The time of the first attempt that is not due yet; null if there is none.</summary>
    public DateTimeOffset? NextBackoffEnd(DateTimeOffset now)
    {
        DateTimeOffset? earliest = null;
        foreach (var activity in _pending.All)
        {
            if (ActivityAttempts.IsWaiting(activity) && !_pending.IsQueued(activity))
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
        IsOpen(state) && _pending.Find(queued.ScheduledEventId) is { } activity && ActivityAttempts.IsWaiting(activity) && activity.Attempt == queued.Attempt && activity.Stamp == queued.Stamp;

    private PollActivityTaskQueueResponse Start(RunTransaction transaction, ActivityState activity, PollActivityTaskQueueRequest poll)
    {
        _pending.Touch(activity);
        _pending.NotQueued(activity);
        var task = ActivityAttempts.Start(activity, transaction.Event(activity.ScheduledEventId).ActivityTaskScheduledEventAttributes, _run.Key, poll, transaction.Now);
        task.WorkflowNamespace = _run.Namespace;
        task.WorkflowType = new WorkflowType { Name = _run.Start.WorkflowType };
        task.WorkflowExecution = _run.Execution;
        task.Priority = Priority(activity);
        return task;
    }

    private Priority? Priority(ActivityState activity) => TaskPriority.Inherit(_run.Start.Priority, activity.Priority);

    private void AddDeadlines(ActivityState activity, RunDeadlines deadlines)
    {
        if (ActivityTimeout.Next(activity, _lostAttempts.Contains((activity.ScheduledEventId, activity.Attempt))) is { } next)
        {
            deadlines.Consider(next.Due, transaction => _ends.TimeOut(transaction, activity, next.Type));
        }
    }
}
