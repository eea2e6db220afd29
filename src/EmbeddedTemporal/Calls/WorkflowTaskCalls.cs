using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Workers;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Workers' polls for workflow tasks, and their answers.</summary>
internal sealed class WorkflowTaskCalls(NamespaceRegistry namespaces, RunRegistry runs, TaskQueues queues, WorkerRegistry workers, DeploymentRegistry deployments)
{
    public void Map(GrpcRouter router)
    {
        router.Map<PollWorkflowTaskQueueRequest>(PollAsync, RequeueUndelivered, isLongPoll: true);
        router.Map<RespondWorkflowTaskCompletedRequest>(CompleteAsync);
        router.Map<RespondWorkflowTaskFailedRequest>(FailAsync);
        router.Map<RespondQueryTaskCompletedRequest>(AnswerQueryAsync);
        router.Map<ResetStickyTaskQueueRequest>(ResetStickyAsync);
        router.Map<ShutdownWorkerRequest>(ShutdownWorkerAsync);
    }

    private async ValueTask<IMessage> PollAsync(PollWorkflowTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        TaskQueueNames.Check(request.TaskQueue, runs.Limits);
        // Sticky queues belong to one worker anyhow.
        var version = request.TaskQueue.Kind == TaskQueueKind.Sticky ? null
            : await deployments.NoteAsync(request.Namespace, request.TaskQueue.Name, TaskQueueType.Workflow, request.DeploymentOptions).ConfigureAwait(false);
        var queue = queues.Get(request.Namespace, VersionedQueues.Name(request.TaskQueue.Name, version), TaskQueueType.Workflow);
        while (await queue.PollAsync(request.Identity, request.WorkerVersionCapabilities?.BuildId ?? "", LongPoll.Tasks, cancellationToken).ConfigureAwait(false) is { } task)
        {
            if (queue.Start(task, () => Start(task, request)) is { } response)
            {
                response.BacklogCountHint = queue.Backlog;
                return response;
            }
        }

        if (cancellationToken.IsCancellationRequested && request.TaskQueue.Kind == TaskQueueKind.Sticky && !queue.IsServed)
        {
            queue.Redistribute();
        }

        return new PollWorkflowTaskQueueResponse();
    }

    private static PollWorkflowTaskQueueResponse? Start(IQueuedTask task, PollWorkflowTaskQueueRequest request)
    {
        try
        {
            return task switch
            {
                QueuedWorkflowTask queued => queued.Run.WorkflowTasks.TryStart(queued, request),
                QueuedQuery query => query.Run.Queries.TryStart(query.Call, request),
                _ => null,
            };
        }
        catch (DamagedRunException)
        {
            // It has been reported. The worker gets the next task.
            return null;
        }
    }

    /// <summary>A task that never reached its worker.</summary>
    private void RequeueUndelivered(IMessage response)
    {
        var bytes = ((PollWorkflowTaskQueueResponse)response).TaskToken;
        if (bytes.IsEmpty || TaskTokens.Parse(bytes) is not { } token || runs.Find(token.RunKey) is not { } run)
        {
            return;
        }

        if (token.QueryId.Length > 0)
        {
            run.Queries.RequeueUndelivered(token.QueryId);
        }
        else
        {
            run.WorkflowTasks.Responses.RequeueUndelivered(token);
        }
    }

    private async ValueTask<IMessage> CompleteAsync(RespondWorkflowTaskCompletedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        var run = runs.Find(token.RunKey) ?? throw Errors.WorkflowTaskNotFound();
        return await run.WorkflowTasks.Responses.CompleteAsync(token, request).ConfigureAwait(false);
    }

    private async ValueTask<IMessage> FailAsync(RespondWorkflowTaskFailedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        var run = runs.Find(token.RunKey) ?? throw Errors.WorkflowTaskNotFound();
        await run.WorkflowTasks.Responses.FailAsync(token, request).ConfigureAwait(false);
        return new RespondWorkflowTaskFailedResponse();
    }

    private ValueTask<IMessage> AnswerQueryAsync(RespondQueryTaskCompletedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        return token.QueryId.Length == 0 ? throw Errors.BadToken()
            : runs.Find(token.RunKey)?.Queries.TryAnswer(request, token.QueryId) == true
                ? new(new RespondQueryTaskCompletedResponse())
                : throw Errors.NotFound("query task not found, or already expired");
    }

    private async ValueTask<IMessage> ResetStickyAsync(ResetStickyTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        await runs.Get(request.Namespace, request.Execution?.WorkflowId ?? "", request.Execution?.RunId ?? "").WorkflowTasks.ResetStickyQueueAsync().ConfigureAwait(false);
        return new ResetStickyTaskQueueResponse();
    }

    private ValueTask<IMessage> ShutdownWorkerAsync(ShutdownWorkerRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        workers.ShutDown(request.Namespace, request.WorkerInstanceKey, request.WorkerHeartbeat);
        if (request.StickyTaskQueue.Length > 0 && queues.Remove(request.Namespace, request.StickyTaskQueue, TaskQueueType.Workflow) is { } sticky)
        {
            sticky.Abandon();
            sticky.Redistribute();
        }

        return new(new ShutdownWorkerResponse());
    }
}
