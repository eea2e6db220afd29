using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Ends a run's workflow tasks: they are completed, rejected, failed, timed out, or lost with their worker.</summary>
internal sealed class WorkflowTaskResponses(Run run)
{
    /// <summary>The request id that the real service writes for a task that it hands over in the answer to the task before.</summary>
    private const string InlineRequestId = "request-from-RespondWorkflowTaskCompleted";

    public async Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(TaskToken token, RespondWorkflowTaskCompletedRequest request)
    {
        var outcome = run.WithLock(_ =>
        {
            try
            {
                return run.Change(transaction =>
                {
                    ThrowIfNotStarted(transaction.State, token);
                    CommandOrder.Check(request.Commands);
                    return Complete(transaction, request);
                });
            }
            catch (WorkflowTaskRejectedException rejection)
            {
                return run.Change(transaction => Reject(transaction, rejection, request));
            }
        });
        var (response, error) = await outcome.WhenDurable().ConfigureAwait(false);
        return error is null ? response : throw Errors.Invalid(error);
    }

    public Task FailAsync(TaskToken token, RespondWorkflowTaskFailedRequest request) => run.Change(transaction =>
    {
        ClientRequests.ThrowIfClosed(transaction);
        ThrowIfNotStarted(transaction.State, token);
        if (IsRepeated(transaction.State))
        {
            throw Errors.WorkflowTaskNotFound();
        }

        Fail(transaction, request.Cause, request.Failure is { } failure ? Failures.Bounded(failure, transaction.Limits.MaxPayloadBytes) : null, request.Identity, request.BinaryChecksum, request.WorkerVersion);
    });

    /// <summary>The worker was gone before it had the task: another one gets it at once, not only after the timeout.</summary>
    public void RequeueUndelivered(TaskToken token) =>
        _ = run.ChangeIf(state => IsStarted(state, token), transaction => TimeOut(transaction, TimeoutType.StartToClose));

    public void Fail(RunTransaction transaction, WorkflowTaskFailedCause cause, Failure? failure, string identity, string checksum = "", WorkerVersionStamp? version = null)
    {
        var task = Take(transaction);
        AppendFailed(transaction, task, new() { Cause = cause, Failure = failure, Identity = identity, BinaryChecksum = checksum, WorkerVersion = version });
        if (!task.Transient)
        {
            ReportedProblems.Note(transaction, cause);
        }

        TryAgain(transaction, task);
    }

    public void TimeOut(RunTransaction transaction, TimeoutType type)
    {
        var task = Take(transaction);
        if (!task.Transient)
        {
            WriteSpeculative(transaction, task);
            _ = transaction.Append(EventType.WorkflowTaskTimedOut, e => e.WorkflowTaskTimedOutEventAttributes = new()
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                TimeoutType = type,
            });
            ReportedProblems.Note(transaction, type);
        }

        TryAgain(transaction, task);
    }

    /// <summary>A run is about to be closed: the task that a worker still has fails first, and the buffered events are written.</summary>
    public static void FailStarted(RunTransaction transaction)
    {
        if (transaction.State.WorkflowTask is not { StartedEventId: > 0 })
        {
            return;
        }

        AppendFailed(transaction, Take(transaction), new() { Cause = WorkflowTaskFailedCause.ForceCloseCommand, Identity = Run.HistoryService });
        _ = BufferedEvents.Flush(transaction);
    }

    /// <summary>
    /// Whether the task has failed before. As in the real service, a repeated failure does not requeue it at once: retries are paced
    /// by the growing task timeout.
    /// </summary>
    private static bool IsRepeated(RunState state) => state.WorkflowTask.Attempt > 1;

    private static bool IsStarted(RunState state, TaskToken token) => state is { Status: WorkflowExecutionStatus.Running, WorkflowTask: { StartedEventId: > 0 } task }
        && task.StartedEventId == token.StartedEventId && task.Attempt == token.Attempt && task.StartedTime.Equals(token.StartedTime);

    private static void ThrowIfNotStarted(RunState state, TaskToken token)
    {
        if (!IsStarted(state, token))
        {
            throw Errors.WorkflowTaskNotFound();
        }
    }

    private WorkflowTaskOutcome Complete(RunTransaction transaction, RespondWorkflowTaskCompletedRequest request)
    {
        var state = transaction.State;
        if (state.WorkflowTask.Speculative && Updates.AreAllRejected(request) && state.BufferedEvents.Count == 0)
        {
            return Drop(transaction, request);
        }

        var task = Take(transaction);
        if (WorkflowTaskEvents.AreUnwritten(task))
        {
            // Now that an attempt succeeds its events are written.
            _ = transaction.Append(WorkflowTaskEvents.Scheduled(task));
            _ = transaction.Append(WorkflowTaskEvents.Started(task));
        }

        var completed = transaction.Append(EventType.WorkflowTaskCompleted, e => e.WorkflowTaskCompletedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            StartedEventId = task.StartedEventId,
            Identity = request.Identity,
            BinaryChecksum = request.BinaryChecksum,
            WorkerVersion = request.WorkerVersionStamp ?? task.WorkerVersion,
            SdkMetadata = request.SdkMetadata,
            MeteringMetadata = request.MeteringMetadata,
            VersioningBehavior = request.VersioningBehavior,
            DeploymentVersion = RunVersion.Of(request),
            WorkerDeploymentName = RunVersion.Of(request)?.DeploymentName ?? "",
            WorkerDeploymentVersion = RunVersion.Of(request) is { } version ? Versions.Text(version) : "",
        });
        state.PreviousStartedEventId = task.StartedEventId;
        state.FirstTaskCompleted = true;
        state.WorkerVersion = request.WorkerVersionStamp ?? task.WorkerVersion;
        state.NextWorkflowTaskAttempt = 1;
        ReportedProblems.Clear(transaction);
        RunVersion.Note(transaction, request);
        KeepSticky(transaction, request.StickyAttributes);
        transaction.QueryResults = request.QueryResults;
        CommandProcessor.Apply(transaction, request, completed.EventId);
        var news = BufferedEvents.Flush(transaction);
        Closing.EndIfFull(transaction);
        Closing.WarnIfLong(transaction);
        var response = new RespondWorkflowTaskCompletedResponse();
        ScheduleNext(transaction, request, news || request.ForceCreateNewWorkflowTask, response, task.WorkerVersion);
        return new WorkflowTaskOutcome(response, Error: null);
    }

    /// <summary>A speculative task whose updates were all rejected leaves no events; the worker goes back to where it was before.</summary>
    private WorkflowTaskOutcome Drop(RunTransaction transaction, RespondWorkflowTaskCompletedRequest request)
    {
        var task = Take(transaction);
        KeepSticky(transaction, request.StickyAttributes);
        transaction.QueryResults = request.QueryResults;
        run.Updates.Handle(transaction, request.Messages);
        var response = new RespondWorkflowTaskCompletedResponse { ResetHistoryEventId = transaction.State.PreviousStartedEventId };
        ScheduleNext(transaction, request, news: false, response, task.WorkerVersion);
        return new WorkflowTaskOutcome(response, Error: null);
    }

    private void ScheduleNext(RunTransaction transaction, RespondWorkflowTaskCompletedRequest request, bool news, RespondWorkflowTaskCompletedResponse response, WorkerVersionStamp? version)
    {
        if (!transaction.IsOpen || (!news && !run.Updates.AreWaiting))
        {
            return;
        }

        if (news)
        {
            run.WorkflowTasks.Schedule(transaction);
        }
        else
        {
            run.WorkflowTasks.ScheduleSpeculative(transaction);
        }

        if (request.ReturnNewWorkflowTask)
        {
            WorkflowTasks.Start(transaction, request.Identity, InlineRequestId, version);
            response.WorkflowTask = run.WorkflowTasks.Offer(transaction, sticky: transaction.State.StickyQueue is not null);
        }
    }

    /// <summary>A speculative task that does not complete is no longer speculative.</summary>
    private static void WriteSpeculative(RunTransaction transaction, WorkflowTaskState task)
    {
        if (!task.Speculative)
        {
            return;
        }

        var scheduled = transaction.Append(WorkflowTaskEvents.Scheduled(task));
        task.ScheduledEventId = scheduled.EventId;
        if (task.StartedEventId > 0)
        {
            task.StartedEventId = transaction.Append(WorkflowTaskEvents.Started(task)).EventId;
        }
    }

    private void KeepSticky(RunTransaction transaction, StickyExecutionAttributes? attributes)
    {
        if (attributes?.WorkerTaskQueue is { Name.Length: > 0 } sticky)
        {
            transaction.State.StickyQueue = new TaskQueue { Name = sticky.Name, Kind = TaskQueueKind.Sticky, NormalName = sticky.NormalName.Length > 0 ? sticky.NormalName : run.Start.TaskQueue };
            transaction.State.StickyTimeout = attributes.ScheduleToStartTimeout;
        }
        else
        {
            run.WorkflowTasks.ClearSticky(transaction);
        }
    }

    /// <summary>The answer cannot be taken as it is: the task fails, and the worker is told.</summary>
    private WorkflowTaskOutcome Reject(RunTransaction transaction, WorkflowTaskRejectedException rejection, RespondWorkflowTaskCompletedRequest request)
    {
        if (IsRepeated(transaction.State) && !rejection.TerminatesRun && rejection.Cause != WorkflowTaskFailedCause.UnhandledCommand)
        {
            return new WorkflowTaskOutcome(new RespondWorkflowTaskCompletedResponse(), rejection.Message);
        }

        var failure = new Failure { Message = rejection.Message, ServerFailureInfo = new ServerFailureInfo { NonRetryable = rejection.TerminatesRun } };
        Fail(transaction, rejection.Cause, failure, request.Identity, request.BinaryChecksum, request.WorkerVersionStamp);
        if (rejection.TerminatesRun)
        {
            Closing.Terminate(transaction, rejection.Message, details: null, Run.HistoryService);
        }

        return new WorkflowTaskOutcome(new RespondWorkflowTaskCompletedResponse(), rejection.Message);
    }

    /// <summary>Only the first failure of a task is written, not those of the attempts that follow.</summary>
    private static void AppendFailed(RunTransaction transaction, WorkflowTaskState task, WorkflowTaskFailedEventAttributes failed)
    {
        if (task.Transient)
        {
            return;
        }

        WriteSpeculative(transaction, task);
        failed.ScheduledEventId = task.ScheduledEventId;
        failed.StartedEventId = task.StartedEventId;
        _ = transaction.Append(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = failed);
    }

    private void TryAgain(RunTransaction transaction, WorkflowTaskState task)
    {
        run.Queries.Release(transaction);
        run.Updates.Release();
        // A worker that only kept the run in its cache may be at fault: the first try elsewhere does not count as another attempt.
        var countsAsAttempt = transaction.State.StickyQueue is null;
        if (countsAsAttempt)
        {
            ReportedProblems.Count(transaction);
        }

        run.WorkflowTasks.ClearSticky(transaction);
        transaction.State.NextWorkflowTaskAttempt = BufferedEvents.Flush(transaction) ? 1 : task.Attempt + (countsAsAttempt ? 1 : 0);
        run.WorkflowTasks.Schedule(transaction);
    }

    /// <summary>Takes the task off the state.</summary>
    private static WorkflowTaskState Take(RunTransaction transaction)
    {
        var task = transaction.State.WorkflowTask;
        transaction.State.WorkflowTask = null;
        return task;
    }
}

/// <summary>The outcome of a worker's answer.</summary>
internal sealed record WorkflowTaskOutcome(RespondWorkflowTaskCompletedResponse Response, string? Error);
