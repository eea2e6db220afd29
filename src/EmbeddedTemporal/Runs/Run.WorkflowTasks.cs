using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Workflow tasks: scheduled, taken by a worker, answered, failed, timed out.</content>
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

                BeginWorkflowTask(poll.Identity, Guid.NewGuid().ToString(), WorkerVersion(poll));
                return Offer(sticky: poll.TaskQueue.Kind == TaskQueueKind.Sticky);
            }).Result;
        }
    }

    public async Task<RespondWorkflowTaskCompletedResponse> CompleteWorkflowTaskAsync(TaskToken token, RespondWorkflowTaskCompletedRequest request)
    {
        Committed<WorkflowTaskOutcome> outcome;
        lock (_gate)
        {
            try
            {
                outcome = Change(() =>
                {
                    ThrowUnlessOut(token);
                    CommandOrder.Check(request.Commands);
                    return CompleteWorkflowTask(request);
                });
            }
            catch (WorkflowTaskRefused refusal)
            {
                outcome = Change(() => Refuse(refusal, request));
            }
        }

        var (response, error) = await outcome.WhenDurable().ConfigureAwait(false);
        return error is null ? response : throw Errors.Invalid(error);
    }

    public Task FailWorkflowTaskAsync(TaskToken token, RespondWorkflowTaskFailedRequest request) => Change(() =>
    {
        ThrowIfClosed();
        ThrowUnlessOut(token);
        FailWorkflowTask(request.Cause, request.Failure, request.Identity, request.BinaryChecksum, request.WorkerVersion);
    });

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

    /// <summary>The worker was gone before it had the task: another one gets it at once, not only after the time-out.</summary>
    public void TakeBackWorkflowTask(TaskToken token)
    {
        lock (_gate)
        {
            if (IsOut(token))
            {
                _ = Change(() => TimeOutWorkflowTask(TimeoutType.StartToClose));
            }
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

    private static WorkerVersionStamp? WorkerVersion(PollWorkflowTaskQueueRequest poll) =>
        poll.WorkerVersionCapabilities is { } worker ? new WorkerVersionStamp { BuildId = worker.BuildId, UseVersioning = worker.UseVersioning } : null;

    private bool IsOut(TaskToken token) => IsOpen && _state.WorkflowTask is { StartedEventId: > 0 } task
        && task.StartedEventId == token.StartedEventId && task.Attempt == token.Attempt && task.StartedTime.Equals(token.StartedTime);

    private void ThrowUnlessOut(TaskToken token)
    {
        if (!IsOut(token))
        {
            throw Errors.WorkflowTaskNotFound();
        }
    }

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
        task.HistoryBytesAtStart = _state.HistoryBytes;
        task.SuggestContinueAsNew = _state.HistoryBytes >= Limits.SuggestContinueBytes || _state.NextEventId > Limits.SuggestContinueEvents;
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

    private WorkflowTaskOutcome CompleteWorkflowTask(RespondWorkflowTaskCompletedRequest request)
    {
        var task = TakeWorkflowTask();
        var completed = Append(EventType.WorkflowTaskCompleted, e => e.WorkflowTaskCompletedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Identity = request.Identity,
            BinaryChecksum = request.BinaryChecksum,
            WorkerVersion = request.WorkerVersionStamp ?? task.WorkerVersion,
            SdkMetadata = request.SdkMetadata,
            MeteringMetadata = request.MeteringMetadata,
        });
        _state.PreviousStartedEventId = task.StartedEventId;
        _state.FirstTaskCompleted = true;
        _state.WorkerVersion = request.WorkerVersionStamp ?? task.WorkerVersion;
        _state.NextWorkflowTaskAttempt = 1;
        if (request.StickyAttributes?.WorkerTaskQueue is { Name.Length: > 0 } sticky)
        {
            _state.StickyQueue = new TaskQueue { Name = sticky.Name, Kind = TaskQueueKind.Sticky, NormalName = sticky.NormalName.Length > 0 ? sticky.NormalName : Start.TaskQueue };
            _state.StickyTimeout = request.StickyAttributes.ScheduleToStartTimeout;
        }
        else
        {
            ClearSticky();
        }

        Current.QueryResults = request.QueryResults;
        Apply(request.Commands, completed.EventId, request.Identity);
        var news = FlushBufferedEvents();
        CheckHistorySize();
        var response = new RespondWorkflowTaskCompletedResponse();
        if (IsOpen && (news || request.ForceCreateNewWorkflowTask))
        {
            ScheduleWorkflowTask();
            if (request.ReturnNewWorkflowTask)
            {
                BeginWorkflowTask(request.Identity, InlineRequestId, task.WorkerVersion);
                response.WorkflowTask = Offer(sticky: _state.StickyQueue is not null);
            }
        }

        return new WorkflowTaskOutcome(response, Error: null);
    }

    /// <summary>The answer cannot be taken as it is: the task fails, and the worker is told.</summary>
    private WorkflowTaskOutcome Refuse(WorkflowTaskRefused refusal, RespondWorkflowTaskCompletedRequest request)
    {
        var failure = new Failure { Message = refusal.Message, ServerFailureInfo = new ServerFailureInfo { NonRetryable = refusal.TerminatesRun } };
        FailWorkflowTask(refusal.Cause, failure, request.Identity, request.BinaryChecksum, request.WorkerVersionStamp);
        if (refusal.TerminatesRun)
        {
            Terminate(refusal.Message, details: null, "history-service");
        }

        return new WorkflowTaskOutcome(new RespondWorkflowTaskCompletedResponse(), refusal.Message);
    }

    private void FailWorkflowTask(WorkflowTaskFailedCause cause, Failure? failure, string identity, string checksum, WorkerVersionStamp? version)
    {
        var transient = _state.WorkflowTask.Transient;
        var task = TakeWorkflowTask(write: false);
        if (!transient)
        {
            _ = Append(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new()
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Cause = cause,
                Failure = failure,
                Identity = identity,
                BinaryChecksum = checksum,
                WorkerVersion = version,
            });
        }

        TryAgain(task);
    }

    private void TimeOutWorkflowTask(TimeoutType type)
    {
        var task = TakeWorkflowTask(write: false);
        if (!task.Transient)
        {
            _ = Append(EventType.WorkflowTaskTimedOut, e => e.WorkflowTaskTimedOutEventAttributes = new()
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                TimeoutType = type,
            });
        }

        TryAgain(task);
    }

    private void TryAgain(WorkflowTaskState task)
    {
        UnblockQueries();
        // A worker that only kept the run in its cache may be at fault: the first try elsewhere does not count as another attempt.
        var countsAsAttempt = _state.StickyQueue is null;
        ClearSticky();
        _state.NextWorkflowTaskAttempt = FlushBufferedEvents() ? 1 : task.Attempt + (countsAsAttempt ? 1 : 0);
        ScheduleWorkflowTask();
    }

    /// <summary>Takes the task off the state; an attempt whose events were held back is written now if it succeeded.</summary>
    private WorkflowTaskState TakeWorkflowTask(bool write = true)
    {
        var task = _state.WorkflowTask;
        _state.WorkflowTask = null;
        if (write && task.Transient)
        {
            _ = Append(ScheduledEvent(task));
            _ = Append(StartedEvent(task));
        }

        return task;
    }

    private void ClearSticky()
    {
        _state.StickyQueue = null;
        _state.StickyTimeout = null;
    }
}

/// <summary>What became of a worker's answer.</summary>
internal sealed record WorkflowTaskOutcome(RespondWorkflowTaskCompletedResponse Response, string? Error);
