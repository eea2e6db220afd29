using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Workers;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Workers' polls for workflow tasks, and their answers.</summary>
internal sealed class WorkflowTaskCalls(NamespaceRegistry namespaces, RunRegistry runs, TaskQueues queues, WorkerRegistry workers)
{
    public void Map(GrpcRouter router)
    {
        router.Map<PollWorkflowTaskQueueRequest>(PollAsync);
        router.Map<RespondWorkflowTaskCompletedRequest>(CompleteAsync);
        router.Map<RespondWorkflowTaskFailedRequest>(FailAsync);
        router.Map<RespondQueryTaskCompletedRequest>(AnswerQueryAsync);
        router.Map<ResetStickyTaskQueueRequest>(ResetStickyAsync);
        router.Map<ShutdownWorkerRequest>(ShutdownWorkerAsync);
    }

    private async ValueTask<IMessage> PollAsync(PollWorkflowTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        TaskQueueNames.Check(request.TaskQueue);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongPoll.Tasks);
        var queue = queues.Get(request.Namespace, request.TaskQueue.Name, TaskQueueType.Workflow);
        while (await queue.PollAsync(request.Identity, request.WorkerVersionCapabilities?.BuildId ?? "", patience.Token).ConfigureAwait(false) is { } task)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                queue.Add(task, first: true);
                break;
            }

            var response = task switch
            {
                QueuedWorkflowTask queued => queued.Run.StartWorkflowTask(queued, request),
                QueuedQuery query => query.Run.StartQuery(query.Call, request),
                _ => null,
            };
            if (response is not null)
            {
                response.BacklogCountHint = queue.Backlog;
                return response;
            }
        }

        return new PollWorkflowTaskQueueResponse();
    }

    private async ValueTask<IMessage> CompleteAsync(RespondWorkflowTaskCompletedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        var run = runs.Find(token.RunKey) ?? throw Errors.WorkflowTaskNotFound();
        return await run.CompleteWorkflowTaskAsync(token, request).ConfigureAwait(false);
    }

    private async ValueTask<IMessage> FailAsync(RespondWorkflowTaskFailedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        var run = runs.Find(token.RunKey) ?? throw Errors.WorkflowTaskNotFound();
        await run.FailWorkflowTaskAsync(token, request).ConfigureAwait(false);
        return new RespondWorkflowTaskFailedResponse();
    }

    private ValueTask<IMessage> AnswerQueryAsync(RespondQueryTaskCompletedRequest request, CancellationToken cancellationToken)
    {
        var token = TaskTokens.Parse(request.TaskToken);
        return token.QueryId.Length == 0 ? throw Errors.BadToken()
            : runs.Find(token.RunKey)?.AnswerQuery(request, token.QueryId) == true
                ? new(new RespondQueryTaskCompletedResponse())
                : throw Errors.NotFound("query task not found, or already expired");
    }

    private async ValueTask<IMessage> ResetStickyAsync(ResetStickyTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        await runs.Get(request.Namespace, request.Execution?.WorkflowId ?? "", request.Execution?.RunId ?? "").ResetStickyQueueAsync().ConfigureAwait(false);
        return new ResetStickyTaskQueueResponse();
    }

    /// <summary>The worker goes: what waits for it in its own queue is for others now.</summary>
    private ValueTask<IMessage> ShutdownWorkerAsync(ShutdownWorkerRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        workers.ShutDown(request.Namespace, request.WorkerInstanceKey, request.WorkerHeartbeat);
        if (request.StickyTaskQueue.Length > 0 && queues.Remove(request.Namespace, request.StickyTaskQueue, TaskQueueType.Workflow) is { } sticky)
        {
            sticky.Abandon();
            foreach (var task in sticky.Drain())
            {
                if (task is QueuedWorkflowTask queued)
                {
                    queued.Run.Requeue(queued);
                }
                else if (task is QueuedQuery query)
                {
                    query.Run.Requeue(query);
                }
            }
        }

        return new(new ShutdownWorkerResponse());
    }
}
