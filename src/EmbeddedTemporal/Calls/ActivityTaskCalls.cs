using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Workers' polls for activities, their heartbeats and answers; and answers from elsewhere, by the activity's id.</summary>
internal sealed class ActivityTaskCalls(NamespaceRegistry namespaces, RunRegistry runs, TaskQueues queues)
{
    public void Map(GrpcRouter router)
    {
        router.Map<PollActivityTaskQueueRequest>(PollAsync, TakeBack, isLongPoll: true);
        router.Map<RecordActivityTaskHeartbeatRequest>(async (request, _) =>
        {
            var (run, activity) = ByToken(request.TaskToken);
            return new RecordActivityTaskHeartbeatResponse { CancelRequested = await run.RecordHeartbeatAsync(activity, request.Details, request.Identity).ConfigureAwait(false) };
        });
        router.Map<RecordActivityTaskHeartbeatByIdRequest>(async (request, _) =>
        {
            var (run, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            return new RecordActivityTaskHeartbeatByIdResponse { CancelRequested = await run.RecordHeartbeatAsync(activity, request.Details, request.Identity).ConfigureAwait(false) };
        });
        router.Map<RespondActivityTaskCompletedRequest>(async (request, _) =>
        {
            var (run, activity) = ByToken(request.TaskToken);
            await run.CompleteActivityAsync(activity, request.Result, request.Identity, request.WorkerVersion).ConfigureAwait(false);
            return new RespondActivityTaskCompletedResponse();
        });
        router.Map<RespondActivityTaskCompletedByIdRequest>(async (request, _) =>
        {
            var (run, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            await run.CompleteActivityAsync(activity, request.Result, request.Identity, version: null).ConfigureAwait(false);
            return new RespondActivityTaskCompletedByIdResponse();
        });
        router.Map<RespondActivityTaskFailedRequest>(async (request, _) =>
        {
            var (run, activity) = ByToken(request.TaskToken);
            return new RespondActivityTaskFailedResponse
            {
                Failures = { await run.FailActivityAsync(activity, request.Failure, request.Identity, request.LastHeartbeatDetails).ConfigureAwait(false) },
            };
        });
        router.Map<RespondActivityTaskFailedByIdRequest>(async (request, _) =>
        {
            var (run, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            return new RespondActivityTaskFailedByIdResponse
            {
                Failures = { await run.FailActivityAsync(activity, request.Failure, request.Identity, request.LastHeartbeatDetails).ConfigureAwait(false) },
            };
        });
        router.Map<RespondActivityTaskCanceledRequest>(async (request, _) =>
        {
            var (run, activity) = ByToken(request.TaskToken);
            await run.CancelActivityAsync(activity, request.Details, request.Identity, request.WorkerVersion).ConfigureAwait(false);
            return new RespondActivityTaskCanceledResponse();
        });
        router.Map<RespondActivityTaskCanceledByIdRequest>(async (request, _) =>
        {
            var (run, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            await run.CancelActivityAsync(activity, request.Details, request.Identity, version: null).ConfigureAwait(false);
            return new RespondActivityTaskCanceledByIdResponse();
        });
    }

    private async ValueTask<IMessage> PollAsync(PollActivityTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        TaskQueueNames.Check(request.TaskQueue);
        var queue = queues.Get(request.Namespace, request.TaskQueue.Name, TaskQueueType.Activity);
        if (request.TaskQueueMetadata?.MaxTasksPerSecond is { } perSecond)
        {
            queue.Rate.Set(perSecond);
        }

        while (await queue.PollAsync(request.Identity, request.WorkerVersionCapabilities?.BuildId ?? "", LongPoll.Tasks, cancellationToken).ConfigureAwait(false) is QueuedActivityTask task)
        {
            if (queue.Start(task, () => task.Run.StartActivityTask(task, request)) is { } started)
            {
                return await started.ConfigureAwait(false);
            }
        }

        return new PollActivityTaskQueueResponse();
    }

    /// <summary>A task that never reached its worker.</summary>
    private void TakeBack(IMessage response)
    {
        if (((PollActivityTaskQueueResponse)response).TaskToken is { IsEmpty: false } bytes && TaskTokens.Parse(bytes) is { } token)
        {
            runs.Find(token.RunKey)?.TakeBackActivity(token);
        }
    }

    private (Run Run, ActivityReference Activity) ByToken(ByteString bytes)
    {
        TaskToken token = TaskTokens.Parse(bytes);
        return (runs.Find(token.RunKey) ?? throw Errors.ActivityNotFound(), ActivityReference.Of(token));
    }

    private (Run Run, ActivityReference Activity) ById(string @namespace, string workflowId, string runId, string activityId)
    {
        namespaces.Check(@namespace);
        return activityId.Length == 0 ? throw Errors.Invalid("ActivityId is not set on request.")
            : (runs.Get(@namespace, workflowId, runId), ActivityReference.Of(activityId));
    }
}
