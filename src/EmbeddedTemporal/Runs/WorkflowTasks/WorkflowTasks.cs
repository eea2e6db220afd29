using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A run's workflow task on its way to a worker: scheduled, queued, started. <see cref="WorkflowTaskResponses"/> ends it.</summary>
internal sealed class WorkflowTasks(Run run)
{
    public WorkflowTaskResponses Responses { get; } = new(run);

    /// <summary>True while this very task waits for a worker.</summary>
    public bool IsWaiting(QueuedWorkflowTask queued) => run.WithLock(state => IsWaiting(state, queued));

    /// <summary>Hands the task to a worker; null if it is no longer wanted.</summary>
    public PollWorkflowTaskQueueResponse? TryStart(QueuedWorkflowTask queued, PollWorkflowTaskQueueRequest poll) =>

        // The start need not be on disk before the worker has the task: if it is lost, so is the worker's answer, and the task is
        // handed out again. The commits keep their order.
        run.ChangeIf(state => IsWaiting(state, queued), transaction =>
        {
            var sticky = poll.TaskQueue.Kind == TaskQueueKind.Sticky;
            if (!sticky)
            {
                // A worker polling the normal queue does not have this run cached.
                ClearSticky(transaction);
            }

            Start(transaction, poll.Identity, Guid.NewGuid().ToString(), WorkerVersions.Stamp(poll.WorkerVersionCapabilities));
            return Offer(transaction, sticky);
        })?.Result;

    /// <summary>Forgets the worker that has this run cached.</summary>
    public Task ResetStickyQueueAsync() => run.Change(ClearSticky);

    /// <summary>Puts a waiting task on the queue that workers poll; on the normal one if the sticky queue's worker is gone.</summary>
    public void Enqueue(WorkflowTaskState task)
    {
        var queued = new QueuedWorkflowTask(run, task.ScheduledEventId, task.Attempt, task.ScheduledTime.ToDateTimeOffset());
        var sticky = task.TaskQueue.Kind == TaskQueueKind.Sticky ? run.Environment.Queues.Find(run.Namespace, task.TaskQueue.Name, TaskQueueType.Workflow) : null;
        if (sticky?.TryAdd(queued) != true)
        {
            run.AddToNormalQueue(queued);
        }
    }

    /// <summary>Moves a task whose sticky worker is gone to the normal queue.</summary>
    public void Requeue(QueuedWorkflowTask queued) => run.WithLock(state =>
    {
        if (IsWaiting(state, queued))
        {
            run.AddToNormalQueue(queued);
        }

        return true;
    });

    public void Schedule(RunTransaction transaction) => Schedule(transaction, speculative: false);

    /// <summary>Schedules a task for updates alone: it leaves no events if the workflow rejects them all.</summary>
    public void ScheduleSpeculative(RunTransaction transaction) => Schedule(transaction, speculative: transaction.State.NextWorkflowTaskAttempt == 1);

    private void Schedule(RunTransaction transaction, bool speculative)
    {
        var state = transaction.State;
        if (!transaction.IsOpen || state.WorkflowTask is not null)
        {
            return;
        }

        state.FirstTaskScheduled = true;
        if (RunVersion.LeavesStickyWorker(run, state))
        {
            ClearSticky(transaction);
        }

        var attempt = state.NextWorkflowTaskAttempt;
        var sticky = state.StickyQueue is not null;
        var now = transaction.Now;
        var task = new WorkflowTaskState
        {
            Attempt = attempt,
            Transient = attempt > 1,
            Speculative = speculative,
            ScheduledTime = now,
            OriginalScheduledTime = now,
            TaskQueue = (state.StickyQueue ?? new TaskQueue { Name = run.Start.TaskQueue, Kind = TaskQueueKind.Normal }).Clone(),
            ScheduleToStartTimeout = sticky ? state.StickyTimeout : null,
            Timeout = Duration.FromTimeSpan(WorkflowTaskBackoff.Timeout(run.Start.TaskTimeout.ToTimeSpan(), attempt)),
        };
        task.ScheduledEventId = WorkflowTaskEvents.AreUnwritten(task) ? state.NextEventId : transaction.Append(WorkflowTaskEvents.Scheduled(task)).EventId;
        state.WorkflowTask = task;
        transaction.QueueWorkflowTask = true;
    }

    /// <summary>Schedules a task unless the start delay has not elapsed: no task is scheduled before.</summary>
    public void ScheduleUnlessDelayed(RunTransaction transaction)
    {
        if (transaction.State.FirstTaskScheduled)
        {
            Schedule(transaction);
        }
    }

    public static void Start(RunTransaction transaction, string identity, string requestId, WorkerVersionStamp? version)
    {
        var state = transaction.State;
        var task = state.WorkflowTask;
        if (WorkflowTaskEvents.AreUnwritten(task) && task.ScheduledEventId != state.NextEventId)
        {
            // Something has happened since it was scheduled: it is a new task, not another attempt of the failed one.
            (task.Transient, task.Speculative) = (false, false);
            task.Attempt = 1;
            task.ScheduledEventId = transaction.Append(WorkflowTaskEvents.Scheduled(task)).EventId;
        }

        task.StartedTime = transaction.Now;
        task.Identity = identity;
        task.RequestId = requestId;
        task.WorkerVersion = version;
        // As the real service counts: without what is written together with the start.
        task.HistoryBytesAtStart = state.HistoryBytes;
        task.SuggestContinueAsNew = transaction.HistoryBytes >= transaction.Limits.SuggestContinueBytes || state.NextEventId > transaction.Limits.SuggestContinueEvents;
        task.StartedEventId = WorkflowTaskEvents.AreUnwritten(task) ? task.ScheduledEventId + 1 : transaction.Append(WorkflowTaskEvents.Started(task)).EventId;
    }

    /// <summary>The task as the worker gets it: on a sticky queue only the events that are new to it.</summary>
    public PollWorkflowTaskQueueResponse Offer(RunTransaction transaction, bool sticky)
    {
        var state = transaction.State;
        var task = state.WorkflowTask;
        var offer = new PollWorkflowTaskQueueResponse
        {
            TaskToken = Token(task),
            WorkflowExecution = run.Execution,
            WorkflowType = new WorkflowType { Name = run.Start.WorkflowType },
            PreviousStartedEventId = state.PreviousStartedEventId,
            StartedEventId = task.StartedEventId,
            Attempt = task.Attempt,
            WorkflowExecutionTaskQueue = new TaskQueue { Name = run.Start.TaskQueue, Kind = TaskQueueKind.Normal },
            ScheduledTime = task.ScheduledTime,
            StartedTime = task.StartedTime,
            History = new History(),
        };
        IEnumerable<HistoryEvent> shown = WorkflowTaskEvents.AreUnwritten(task) ? WorkflowTaskEvents.Unwritten(task) : [];
        run.Events.Offer(offer, sticky ? state.PreviousStartedEventId + 1 : 1, [.. transaction.Events, .. shown], state.NextEventId);
        run.Queries.Offer(transaction, offer);
        run.Updates.Offer(transaction, offer);
        return offer;
    }

    public void ClearSticky(RunTransaction transaction)
    {
        transaction.State.StickyQueue = null;
        transaction.State.StickyTimeout = null;
    }

    public void AddDeadlines(RunState state, RunDeadlines deadlines)
    {
        if (!state.FirstTaskScheduled)
        {
            deadlines.Consider(run.FirstTaskTime, Schedule);
        }

        switch (state.WorkflowTask)
        {
            case { StartedEventId: > 0 } task:
                deadlines.Consider(task.StartedTime.ToDateTimeOffset() + Durations.Of(task.Timeout), t => Responses.TimeOut(t, TimeoutType.StartToClose));
                break;
            case { ScheduleToStartTimeout: { } timeout } task:
                deadlines.Consider(task.ScheduledTime.ToDateTimeOffset() + Durations.Of(timeout), t => Responses.TimeOut(t, TimeoutType.ScheduleToStart));
                break;
        }
    }

    private static bool IsWaiting(RunState state, QueuedWorkflowTask queued) => state is { Status: WorkflowExecutionStatus.Running, WorkflowTask: { StartedEventId: 0 } task }
        && task.ScheduledEventId == queued.ScheduledEventId && task.Attempt == queued.Attempt;

    private ByteString Token(WorkflowTaskState task) => new TaskToken
    {
        RunKey = run.Key,
        ScheduledEventId = task.ScheduledEventId,
        StartedEventId = task.StartedEventId,
        Attempt = task.Attempt,
        StartedTime = task.StartedTime,
    }.ToByteString();
}
