using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.StandaloneActivities;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Workers' polls for activities, their heartbeats and answers; and answers from elsewhere, by the activity's id.</summary>
internal sealed class ActivityTaskCalls(NamespaceRegistry namespaces, RunRegistry runs, ActivityRegistry activities, TaskQueues queues, DeploymentRegistry deployments)
{
    public void Map(GrpcRouter router)
    {
        router.Map<PollActivityTaskQueueRequest>(PollAsync, RequeueUndelivered, isLongPoll: true);
        router.Map<RecordActivityTaskHeartbeatRequest>(async (request, _) =>
        {
            var (answers, activity) = ByToken(request.TaskToken);
            var (cancelRequested, paused, reset) = await answers.RecordHeartbeatAsync(activity, request.Details, request.Identity).ConfigureAwait(false);
            return new RecordActivityTaskHeartbeatResponse { CancelRequested = cancelRequested, ActivityPaused = paused, ActivityReset = reset };
        });
        router.Map<RecordActivityTaskHeartbeatByIdRequest>(async (request, _) =>
        {
            var (answers, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            var (cancelRequested, paused, reset) = await answers.RecordHeartbeatAsync(activity, request.Details, request.Identity).ConfigureAwait(false);
            return new RecordActivityTaskHeartbeatByIdResponse { CancelRequested = cancelRequested, ActivityPaused = paused, ActivityReset = reset };
        });
        router.Map<RespondActivityTaskCompletedRequest>(async (request, _) =>
        {
            var (answers, activity) = ByToken(request.TaskToken);
            await answers.CompleteAsync(activity, request.Result, request.Identity, request.WorkerVersion).ConfigureAwait(false);
            return new RespondActivityTaskCompletedResponse();
        });
        router.Map<RespondActivityTaskCompletedByIdRequest>(async (request, _) =>
        {
            var (answers, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            await answers.CompleteAsync(activity, request.Result, request.Identity, version: null).ConfigureAwait(false);
            return new RespondActivityTaskCompletedByIdResponse();
        });
        router.Map<RespondActivityTaskFailedRequest>(async (request, _) =>
        {
            var (answers, activity) = ByToken(request.TaskToken);
            return new RespondActivityTaskFailedResponse
            {
                Failures = { await answers.FailAsync(activity, request.Failure, request.Identity, request.LastHeartbeatDetails).ConfigureAwait(false) },
            };
        });
        router.Map<RespondActivityTaskFailedByIdRequest>(async (request, _) =>
        {
            var (answers, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            return new RespondActivityTaskFailedByIdResponse
            {
                Failures = { await answers.FailAsync(activity, request.Failure, request.Identity, request.LastHeartbeatDetails).ConfigureAwait(false) },
            };
        });
        router.Map<RespondActivityTaskCanceledRequest>(async (request, _) =>
        {
            var (answers, activity) = ByToken(request.TaskToken);
            await answers.CancelAsync(activity, request.Details, request.Identity, request.WorkerVersion).ConfigureAwait(false);
            return new RespondActivityTaskCanceledResponse();
        });
        router.Map<RespondActivityTaskCanceledByIdRequest>(async (request, _) =>
        {
            var (answers, activity) = ById(request.Namespace, request.WorkflowId, request.RunId, request.ActivityId);
            await answers.CancelAsync(activity, request.Details, request.Identity, version: null).ConfigureAwait(false);
            return new RespondActivityTaskCanceledByIdResponse();
        });
    }

    private async ValueTask<IMessage> PollAsync(PollActivityTaskQueueRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        TaskQueueNames.Check(request.TaskQueue, runs.Limits);
        var version = await deployments.NoteAsync(request.Namespace, request.TaskQueue.Name, TaskQueueType.Activity, request.DeploymentOptions).ConfigureAwait(false);
        var queue = queues.Get(request.Namespace, VersionedQueues.Name(request.TaskQueue.Name, version), TaskQueueType.Activity);
        if (request.TaskQueueMetadata?.MaxTasksPerSecond is { } perSecond)
        {
            queue.Rate.Set(perSecond);
        }

        while (await queue.PollAsync(request.Identity, request.WorkerVersionCapabilities?.BuildId ?? "", LongPoll.Tasks, cancellationToken).ConfigureAwait(false) is IQueuedAttempt task)
        {
            if (queue.Start(task, () => task.TryStart(request)) is { } started)
            {
                return await started.ConfigureAwait(false);
            }
        }

        return new PollActivityTaskQueueResponse();
    }

    /// <summary>A task that never reached its worker.</summary>
    private void RequeueUndelivered(IMessage response)
    {
        if (((PollActivityTaskQueueResponse)response).TaskToken is { IsEmpty: false } bytes && TaskTokens.Parse(bytes) is { } token)
        {
            Find(token)?.RequeueUndelivered(token);
        }
    }

    private (IActivityAnswers Answers, ActivityReference Activity) ByToken(ByteString bytes)
    {
        TaskToken token = TaskTokens.Parse(bytes);
        return (Find(token) ?? throw Errors.ActivityNotFound(), ActivityReference.Of(token));
    }

    /// <summary>A request without a workflow id means a standalone activity.</summary>
    private (IActivityAnswers Answers, ActivityReference Activity) ById(string @namespace, string workflowId, string runId, string activityId)
    {
        namespaces.Check(@namespace);
        Errors.Require(activityId.Length > 0, "ActivityId is not set on request.");
        if (workflowId.Length > 0)
        {
            return (runs.Get(@namespace, workflowId, runId).Activities.Answers, ActivityReference.Of(activityId));
        }

        ActivityStartCheck.CheckReference(activityId, runId, runs.Limits);
        return (activities.Get(@namespace, activityId, runId).Answers, ActivityReference.Of(activityId));
    }

    /// <summary>Keys of runs are positive, those of standalone activities negative.</summary>
    private IActivityAnswers? Find(TaskToken token) => token.RunKey > 0 ? runs.Find(token.RunKey)?.Activities.Answers : activities.Find(token.RunKey)?.Answers;
}
