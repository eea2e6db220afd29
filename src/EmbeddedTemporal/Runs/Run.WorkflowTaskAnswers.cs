using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>How workflow tasks end: answered, refused, failed, timed out, or lost with their worker.</content>
internal sealed partial class Run
{
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
        if (IsRepeated)
        {
            throw Errors.WorkflowTaskNotFound();
        }

        FailWorkflowTask(request.Cause, request.Failure is { } failure ? Failures.Bounded(failure) : null, request.Identity, request.BinaryChecksum, request.WorkerVersion);
    });

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

    /// <summary>
    /// Whether the task that is out has failed before. As in the real service, it is not given anew at once when it fails again,
    /// for ever and ever: its time-out, which grows, spaces the tries.
    /// </summary>
    private bool IsRepeated => _state.WorkflowTask.Attempt > 1;

    private bool IsOut(TaskToken token) => IsOpen && _state.WorkflowTask is { StartedEventId: > 0 } task
        && task.StartedEventId == token.StartedEventId && task.Attempt == token.Attempt && task.StartedTime.Equals(token.StartedTime);

    private void ThrowUnlessOut(TaskToken token)
    {
        if (!IsOut(token))
        {
            throw Errors.WorkflowTaskNotFound();
        }
    }

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
        EndIfFull();
        WarnIfLong();
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
        if (IsRepeated && !refusal.TerminatesRun && refusal.Cause != WorkflowTaskFailedCause.UnhandledCommand)
        {
            return new WorkflowTaskOutcome(new RespondWorkflowTaskCompletedResponse(), refusal.Message);
        }

        var failure = new Failure { Message = refusal.Message, ServerFailureInfo = new ServerFailureInfo { NonRetryable = refusal.TerminatesRun } };
        FailWorkflowTask(refusal.Cause, failure, request.Identity, request.BinaryChecksum, request.WorkerVersionStamp);
        if (refusal.TerminatesRun)
        {
            Terminate(refusal.Message, details: null, HistoryService);
        }

        return new WorkflowTaskOutcome(new RespondWorkflowTaskCompletedResponse(), refusal.Message);
    }

    private void FailWorkflowTask(WorkflowTaskFailedCause cause, Failure? failure, string identity, string checksum, WorkerVersionStamp? version)
    {
        var task = TakeWorkflowTask(write: false);
        AppendFailed(task, new() { Cause = cause, Failure = failure, Identity = identity, BinaryChecksum = checksum, WorkerVersion = version });
        TryAgain(task);
    }

    /// <summary>Only the first failure of a task is written, not those of the attempts that follow.</summary>
    private void AppendFailed(WorkflowTaskState task, WorkflowTaskFailedEventAttributes failed)
    {
        if (task.Transient)
        {
            return;
        }

        failed.ScheduledEventId = task.ScheduledEventId;
        failed.StartedEventId = task.StartedEventId;
        _ = Append(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = failed);
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
}

/// <summary>What became of a worker's answer.</summary>
internal sealed record WorkflowTaskOutcome(RespondWorkflowTaskCompletedResponse Response, string? Error);
