using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;
using Temporalio.Exceptions;
using Temporalio.Worker.Caching;
using Temporalio.Worker.Commands;
using Temporalio.Worker.Runs;

namespace Temporalio.Worker.Tasks;

/// <summary>Answers workflow tasks and queries.</summary>
internal sealed partial class WorkflowTaskHandler(WorkerSettings settings, IEagerActivities eagerActivities)
{
    private readonly RunCache _cache = new(settings.Options.MaxCachedWorkflows);

    /// <summary>Works on a task and on those that the service hands over in its answers.</summary>
    public async Task HandleAsync(PollWorkflowTaskQueueResponse task)
    {
        for (PollWorkflowTaskQueueResponse? next = task; next is { TaskToken.Length: > 0 };)
        {
            using var lease = await _cache.TakeAsync(next.WorkflowExecution.RunId).ConfigureAwait(false);
            next = next.Query is null ? await AnswerTaskAsync(next, lease).ConfigureAwait(false) : await AnswerQueryAsync(next, lease).ConfigureAwait(false);
        }
    }

    private async Task<PollWorkflowTaskQueueResponse?> AnswerTaskAsync(PollWorkflowTaskQueueResponse task, RunCache.Lease lease)
    {
        var eager = new EagerReservation(eagerActivities, settings);
        try
        {
            var request = await WorkAsync(task, lease, eager).ConfigureAwait(false);
            var response = await settings.Service.InvokeRpcAsync(
                "RespondWorkflowTaskCompleted", request, RespondWorkflowTaskCompletedResponse.Parser, null, RpcPolicy.Answer).ConfigureAwait(false);
            lease.Run!.FlagsRecorded();
            if (lease.Run.HasEnded)
            {
                lease.Run = null;
            }

            eager.Start(response.ActivityTasks);
            return response.WorkflowTask;
        }
        catch (RpcException e) when (!e.IsTooLarge)
        {
            // The service took the answer for late or wrong. It has a new task for whatever is still to be done, from a history without this one.
            Log.Unanswered(settings.Logger, e, task.WorkflowExecution);
            lease.Run = null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            lease.Run = null;
            await FailAsync(task, e).ConfigureAwait(false);
        }
        finally
        {
            eager.GiveBack();
        }

        return null;
    }

    private async Task<RespondWorkflowTaskCompletedRequest> WorkAsync(PollWorkflowTaskQueueResponse task, RunCache.Lease lease, EagerReservation eager)
    {
        var run = await LoadAsync(task, lease).ConfigureAwait(false);
        var request = new RespondWorkflowTaskCompletedRequest
        {
            TaskToken = task.TaskToken,
            Namespace = settings.Namespace,
            Identity = settings.Identity,
            ReturnNewWorkflowTask = true,
            SdkMetadata = new() { SdkName = GrpcChannel.ClientName, SdkVersion = GrpcChannel.ClientVersion },
            WorkerInstanceKey = settings.InstanceKey,
            DeploymentOptions = settings.Deployment,
        };
        if (settings.StickyRoom > 0)
        {
            request.StickyAttributes = new()
            {
                WorkerTaskQueue = new() { Name = settings.StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = settings.TaskQueue },
                ScheduleToStartTimeout = settings.Options.StickyQueueScheduleToStartTimeout.ToDuration(),
            };
        }

        await Watchdog.RunAsync(
            begin =>
            {
                run.Advance(live: true, begin);
                foreach (var (id, query) in task.Queries)
                {
                    begin();
                    request.QueryResults.Add(id, run.Ask(query));
                }
            },
            settings.Runs.DeadlockTimeout,
            time: settings.Runs.Time).ConfigureAwait(false);
        foreach (var activity in run.PendingCommands.OfType<ActivityCommand>())
        {
            eager.Decide(activity);
        }

        request.SdkMetadata.CoreUsedFlags.AddRange(run.FlagsToRecord);
        request.Commands.AddRange(run.ToCommands().Select(c => settings.DataConverter.PayloadCodec is null ? c : c.Clone()));
        if (settings.DataConverter.PayloadCodec is { } codec)
        {
            await CodecVisitor.EncodeAsync(request.Commands, codec).ConfigureAwait(false);
            await CodecVisitor.EncodeAsync(request.QueryResults.Values, codec).ConfigureAwait(false);
        }

        return request;
    }

    private async Task<PollWorkflowTaskQueueResponse?> AnswerQueryAsync(PollWorkflowTaskQueueResponse task, RunCache.Lease lease)
    {
        var request = new RespondQueryTaskCompletedRequest { TaskToken = task.TaskToken, Namespace = settings.Namespace };
        try
        {
            var run = await LoadAsync(task, lease).ConfigureAwait(false);
            WorkflowQueryResult? result = null;
            await Watchdog.RunAsync(
                begin =>
                {
                    run.Advance(live: false, begin);
                    begin();
                    result = run.Ask(task.Query);
                },
                settings.Runs.DeadlockTimeout,
                time: settings.Runs.Time).ConfigureAwait(false);
            if (settings.DataConverter.PayloadCodec is { } codec)
            {
                await CodecVisitor.EncodeAsync([result!], codec).ConfigureAwait(false);
            }

            (request.CompletedType, request.QueryResult, request.ErrorMessage, request.Failure) =
                (result!.ResultType, result.Answer, result.ErrorMessage, result.Failure);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.QueryFailed(settings.Logger, e, task.Query.QueryType, task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId);
            lease.Run = null;
            (request.CompletedType, request.ErrorMessage) = (QueryResultType.Failed, e.Message);
        }

        await SendAsync(request, task.WorkflowExecution).ConfigureAwait(false);
        return null;
    }

    private async Task SendAsync(RespondQueryTaskCompletedRequest request, WorkflowExecution execution)
    {
        try
        {
            await settings.Service.InvokeRpcAsync(
                "RespondQueryTaskCompleted", request, RespondQueryTaskCompletedResponse.Parser, null, RpcPolicy.Answer).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.IsTooLarge && request.QueryResult is not null)
        {
            // Whoever asked would wait for nothing.
            var failed = new RespondQueryTaskCompletedRequest
            {
                TaskToken = request.TaskToken,
                Namespace = request.Namespace,
                CompletedType = QueryResultType.Failed,
                ErrorMessage = e.Message,
            };
            await SendAsync(failed, execution).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            Log.Unanswered(settings.Logger, e, execution);
        }
    }

    /// <summary>The run with all history up to the task.</summary>
    private async Task<WorkflowRun> LoadAsync(PollWorkflowTaskQueueResponse task, RunCache.Lease lease)
    {
        var events = await HistoryLoader.CompleteAsync(task, lease.Run?.LastEventId ?? 0, settings).ConfigureAwait(false);
        if (settings.DataConverter.PayloadCodec is { } codec)
        {
            await CodecVisitor.DecodeAsync(events, codec).ConfigureAwait(false);
            await CodecVisitor.DecodeAsync(task.Queries.Values, codec).ConfigureAwait(false);
            await CodecVisitor.DecodeAsync(task.Query is null ? [] : [task.Query], codec).ConfigureAwait(false);
        }

        if (events is [{ EventId: 1 }, ..] || lease.Run is null)
        {
            lease.Run = new(task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId, settings.Runs);
        }

        lease.Run.Add(events);
        return lease.Run;
    }

    private async Task FailAsync(PollWorkflowTaskQueueResponse task, Exception e)
    {
        Log.TaskFailed(settings.Logger, e, task.WorkflowExecution.WorkflowId, task.WorkflowExecution.RunId, task.Attempt);

        // Later attempts are left to time out, as other SDKs do: failing them at once would make the service try in a circle.
        if (task.Attempt > 1)
        {
            return;
        }

        try
        {
            await settings.Service.InvokeRpcAsync(
                "RespondWorkflowTaskFailed",
                new RespondWorkflowTaskFailedRequest
                {
                    TaskToken = task.TaskToken,
                    Namespace = settings.Namespace,
                    Identity = settings.Identity,
                    Cause = e switch
                    {
                        WorkflowNondeterminismException => WorkflowTaskFailedCause.NonDeterministicError,
                        RpcException { IsTooLarge: true } => WorkflowTaskFailedCause.GrpcMessageTooLarge,
                        _ => WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure,
                    },
                    Failure = await FailureOfAsync(e).ConfigureAwait(false),
                    DeploymentOptions = settings.Deployment,
                },
                RespondWorkflowTaskFailedResponse.Parser,
                null,
                RpcPolicy.Answer).ConfigureAwait(false);
        }
        catch (RpcException refused)
        {
            Log.Unanswered(settings.Logger, refused, task.WorkflowExecution);
        }
    }

    private async Task<Failure> FailureOfAsync(Exception e)
    {
        try
        {
            return e switch
            {
                WorkflowNondeterminismException or WorkflowDeadlockException => new() { Message = e.Message, ApplicationFailureInfo = new() },
                RpcException { IsTooLarge: true } => new() { Message = e.Message, ApplicationFailureInfo = new() { Type = "GrpcMessageTooLarge", NonRetryable = true } },
                _ => await Converters.ConverterExtensions.ToFailureAsync(settings.DataConverter, e).ConfigureAwait(false),
            };
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return new() { Message = $"Failed building workflow task failure: {broken.Message}, original: {e.Message}", ApplicationFailureInfo = new() };
        }
    }

    private static partial class Log
    {
        // Something new came while the workflow was ending: that happens, and its next task takes it in.
        private const string SomethingNew = "UnhandledCommand";

        public static void Unanswered(ILogger logger, RpcException e, WorkflowExecution execution) => Unanswered(
            logger, e.Message == SomethingNew ? LogLevel.Debug : LogLevel.Warning, e.Code, e.Message, execution.WorkflowId, execution.RunId);

        [LoggerMessage(LogLevel.Warning, "Failed workflow task of {WorkflowId}, run {RunId}, attempt {Attempt}")]
        public static partial void TaskFailed(ILogger logger, Exception exception, string workflowId, string runId, int attempt);

        [LoggerMessage("A task of {WorkflowId}, run {RunId} could not be answered: {Code} {Message}")]
        private static partial void Unanswered(
            ILogger logger, LogLevel level, RpcException.StatusCode code, string message, string workflowId, string runId);

        [LoggerMessage(LogLevel.Warning, "Query {Query} of {WorkflowId}, run {RunId} could not be asked")]
        public static partial void QueryFailed(ILogger logger, Exception exception, string query, string workflowId, string runId);
    }
}
