using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Workflow tasks on their way to a worker: scheduled, queued, taken.</content>
internal sealed partial class Run
{
    /// <summary>What the real service writes as the request of a task that is handed over in the answer to the one before.</summary>
    private const string InlineRequestId = "request-from-RespondWorkflowTaskCompleted";

    /// <summary>True while this very task waits for a worker.</summary>
    public bool IsWaiting(QueuedWorkflowTask queued)
    {
        lock (_gate)
        {
            return IsOpen && _state.WorkflowTask is { StartedEventId: 0 } task && task.ScheduledEventId == queued.ScheduledEventId && task.Attempt == queued.Attempt;
        }
    }

    /// <summary>Hands the task to a worker; null where it is no longer wanted.</summary>
    public PollWorkflowTaskQueueResponse? StartWorkflowTask(QueuedWorkflowTask queued, PollWorkflowTaskQueueRequest poll)
    {
        lock (_gate)
        {
            if (!IsWaiting(queued))
            {
                return null;
            }

            // The start need not be on disk before the worker has the task: if it is lost, so is the worker's answer, and
            // the task is handed out again. The commits keep their order.
            return Change(() =>
            {
                if (poll.TaskQueue.Kind != TaskQueueKind.Sticky)
                {
                    // Whoever takes it here has not the run in its cache.
                    ClearSticky();
                }

                BeginWorkflowTask(poll.Identity, Guid.NewGuid().ToString(), WorkerVersion(poll.WorkerVersionCapabilities));
                return Offer(sticky: poll.TaskQueue.Kind == TaskQueueKind.Sticky);
            }).Result;
        }
    }

    /// <summary>Forgets the worker that holds this run in its cache.</summary>
    public Task ResetStickyQueueAsync() => Change(ClearSticky);

    /// <summary>Puts a waiting task on the queue where workers are: a sticky queue whose worker is gone passes it on at once.</summary>
    internal void QueueWorkflowTask(WorkflowTaskState task)
    {
        var queued = new QueuedWorkflowTask(this, task.ScheduledEventId, task.Attempt);
        var sticky = task.TaskQueue.Kind == TaskQueueKind.Sticky ? _environment.Queues.Find(Namespace, task.TaskQueue.Name, TaskQueueType.Workflow) : null;
        if (sticky?.TryAdd(queued) != true)
        {
            _environment.Queues.Get(Namespace, Start.TaskQueue, TaskQueueType.Workflow).Add(queued);
        }
    }

    /// <summary>The worker that the task was kept for is gone.</summary>
    internal void Requeue(QueuedWorkflowTask queued)
    {
        lock (_gate)
        {
            if (IsWaiting(queued))
            {
                _environment.Queues.Get(Namespace, Start.TaskQueue, TaskQueueType.Workflow).Add(queued);
            }
        }
    }

    private static WorkerVersionStamp? WorkerVersion(WorkerVersionCapabilities? worker) =>
        worker is null ? null : new WorkerVersionStamp { BuildId = worker.BuildId, UseVersioning = worker.UseVersioning };

    private void ScheduleWorkflowTask()
    {
        if (!IsOpen || _state.WorkflowTask is not null)
        {
            return;
        }

        _state.FirstTaskScheduled = true;
        var attempt = _state.NextWorkflowTaskAttempt;
        var sticky = _state.StickyQueue is not null;
        var now = Now;
        var task = new WorkflowTaskState
        {
            Attempt = attempt,
            Transient = attempt > 1,
            ScheduledTime = now,
            OriginalScheduledTime = now,
            TaskQueue = (_state.StickyQueue ?? new TaskQueue { Name = Start.TaskQueue, Kind = TaskQueueKind.Normal }).Clone(),
            ScheduleToStartTimeout = sticky ? _state.StickyTimeout : null,
            Timeout = Duration.FromTimeSpan(WorkflowTaskBackoff.Timeout(Start.TaskTimeout.ToTimeSpan(), attempt)),
        };
        task.ScheduledEventId = task.Transient ? _state.NextEventId : AppendScheduled(task).EventId;
        _state.WorkflowTask = task;
        Current.QueueWorkflowTask = true;
    }

    private HistoryEvent AppendScheduled(WorkflowTaskState task) => Append(ScheduledEvent(task));

    private static HistoryEvent ScheduledEvent(WorkflowTaskState task) => new()
    {
        EventType = EventType.WorkflowTaskScheduled,
        EventTime = task.ScheduledTime,
        WorkflowTaskScheduledEventAttributes = new() { TaskQueue = task.TaskQueue, StartToCloseTimeout = task.Timeout, Attempt = task.Attempt },
    };

    private static HistoryEvent StartedEvent(WorkflowTaskState task) => new()
    {
        EventType = EventType.WorkflowTaskStarted,
        EventTime = task.StartedTime,
        WorkflowTaskStartedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RequestId = task.RequestId,
            HistorySizeBytes = task.HistoryBytesAtStart,
            SuggestContinueAsNew = task.SuggestContinueAsNew,
            WorkerVersion = task.WorkerVersion,
        },
    };

    private void BeginWorkflowTask(string identity, string requestId, WorkerVersionStamp? version)
    {
        var task = _state.WorkflowTask;
        if (task.Transient && task.ScheduledEventId != _state.NextEventId)
        {
            // Something has happened since it was scheduled: it is a new task, not another attempt of the failed one.
            task.Transient = false;
            task.Attempt = 1;
            task.ScheduledEventId = AppendScheduled(task).EventId;
        }

        task.StartedTime = Now;
        task.Identity = identity;
        task.RequestId = requestId;
        task.WorkerVersion = version;
        // As the real service counts: without what is written together with the start.
        task.HistoryBytesAtStart = _state.HistoryBytes;
        task.SuggestContinueAsNew = HistoryBytes >= Limits.SuggestContinueBytes || _state.NextEventId > Limits.SuggestContinueEvents;
        task.StartedEventId = task.Transient ? task.ScheduledEventId + 1 : Append(StartedEvent(task)).EventId;
    }

    /// <summary>The task as the worker gets it: on a sticky queue only what is new to it.</summary>
    private PollWorkflowTaskQueueResponse Offer(bool sticky)
    {
        var task = _state.WorkflowTask;
        var offer = new PollWorkflowTaskQueueResponse
        {
            TaskToken = Token(task),
            WorkflowExecution = Execution,
            WorkflowType = new WorkflowType { Name = Start.WorkflowType },
            PreviousStartedEventId = _state.PreviousStartedEventId,
            StartedEventId = task.StartedEventId,
            Attempt = task.Attempt,
            WorkflowExecutionTaskQueue = new TaskQueue { Name = Start.TaskQueue, Kind = TaskQueueKind.Normal },
            ScheduledTime = task.ScheduledTime,
            StartedTime = task.StartedTime,
            History = new History(),
        };
        OfferHistory(offer, sticky ? _state.PreviousStartedEventId + 1 : 1, [.. Current.Events, .. task.Transient ? TransientEvents(task) : []]);
        OfferQueries(offer);
        return offer;
    }

    /// <summary>Events that are shown but not written yet.</summary>
    private static IEnumerable<HistoryEvent> TransientEvents(WorkflowTaskState task)
    {
        var scheduled = ScheduledEvent(task);
        scheduled.EventId = task.ScheduledEventId;
        yield return scheduled;
        if (task.StartedEventId > 0)
        {
            var started = StartedEvent(task);
            started.EventId = task.StartedEventId;
            yield return started;
        }
    }

    private ByteString Token(WorkflowTaskState task) => new TaskToken
    {
        RunKey = Key,
        ScheduledEventId = task.ScheduledEventId,
        StartedEventId = task.StartedEventId,
        Attempt = task.Attempt,
        StartedTime = task.StartedTime,
    }.ToByteString();

    private void ClearSticky()
    {
        _state.StickyQueue = null;
        _state.StickyTimeout = null;
    }
}
