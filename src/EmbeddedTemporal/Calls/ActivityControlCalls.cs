using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.StandaloneActivities;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Lets operators pause, unpause, reset and change activities, by the calls for those of workflows and by the newer calls for all.</summary>
internal sealed class ActivityControlCalls(NamespaceRegistry namespaces, RunRegistry runs, ActivityRegistry activities)
{
    public void Map(GrpcRouter router)
    {
        router.Map<PauseActivityRequest>(async (request, _) =>
        {
            var selection = Select(request.Id, request.Type);
            await Control(request.Namespace, request.Execution?.WorkflowId, request.Execution?.RunId).PauseAsync(selection, request.Identity, request.Reason, request.RequestId).ConfigureAwait(false);
            return new PauseActivityResponse();
        });
        router.Map<UnpauseActivityRequest>(async (request, _) =>
        {
            CheckJitter(request.Jitter);
            var selection = Select(request.Id, request.Type, request.UnpauseAll);
            await Control(request.Namespace, request.Execution?.WorkflowId, request.Execution?.RunId)
                .UnpauseAsync(selection, request.ResetAttempts, request.ResetHeartbeat, request.Jitter).ConfigureAwait(false);
            return new UnpauseActivityResponse();
        });
        router.Map<ResetActivityRequest>(async (request, _) =>
        {
            CheckJitter(request.Jitter);
            var selection = Select(request.Id, request.Type, request.MatchAll);
            var options = new ActivityResetOptions(request.ResetHeartbeat, request.KeepPaused, request.RestoreOriginalOptions, request.Jitter);
            await Control(request.Namespace, request.Execution?.WorkflowId, request.Execution?.RunId).ResetAsync(selection, options).ConfigureAwait(false);
            return new ResetActivityResponse();
        });
        router.Map<UpdateActivityOptionsRequest>(async (request, _) =>
        {
            var selection = Select(request.Id, request.Type, request.MatchAll);
            var options = await Control(request.Namespace, request.Execution?.WorkflowId, request.Execution?.RunId)
                .UpdateOptionsAsync(selection, request.ActivityOptions, request.UpdateMask, request.RestoreOriginal).ConfigureAwait(false);
            return new UpdateActivityOptionsResponse { ActivityOptions = options };
        });
        MapByExecution(router);
    }

    /// <summary>These calls mean a standalone activity if they do not name a workflow.</summary>
    private void MapByExecution(GrpcRouter router)
    {
        router.Map<PauseActivityExecutionRequest>(async (request, _) =>
        {
            await (request.WorkflowId.Length == 0
                ? Standalone(request.Namespace, request.ActivityId, request.RunId).PauseAsync(request.Identity, request.Reason, request.RequestId)
                : Control(request.Namespace, request.WorkflowId, request.RunId).PauseAsync(Select(request.ActivityId, ""), request.Identity, request.Reason, request.RequestId)).ConfigureAwait(false);
            return new PauseActivityExecutionResponse();
        });
        router.Map<UnpauseActivityExecutionRequest>(async (request, _) =>
        {
            CheckJitter(request.Jitter);
            await (request.WorkflowId.Length == 0
                ? Standalone(request.Namespace, request.ActivityId, request.RunId).UnpauseAsync(request.Jitter)
                : Control(request.Namespace, request.WorkflowId, request.RunId).UnpauseAsync(Select(request.ActivityId, ""), resetsAttempts: false, resetsHeartbeat: false, request.Jitter)).ConfigureAwait(false);
            return new UnpauseActivityExecutionResponse();
        });
        router.Map<ResetActivityExecutionRequest>(async (request, _) =>
        {
            CheckJitter(request.Jitter);
            var options = new ActivityResetOptions(request.ResetHeartbeat, request.KeepPaused, request.RestoreOriginalOptions, request.Jitter);
            await (request.WorkflowId.Length == 0
                ? Standalone(request.Namespace, request.ActivityId, request.RunId).ResetAsync(options)
                : Control(request.Namespace, request.WorkflowId, request.RunId).ResetAsync(Select(request.ActivityId, ""), options)).ConfigureAwait(false);
            return new ResetActivityExecutionResponse();
        });
        router.Map<UpdateActivityExecutionOptionsRequest>(async (request, _) =>
        {
            var options = await (request.WorkflowId.Length == 0
                ? Standalone(request.Namespace, request.ActivityId, request.RunId).UpdateOptionsAsync(request.ActivityOptions, request.UpdateMask, request.RestoreOriginal)
                : Control(request.Namespace, request.WorkflowId, request.RunId).UpdateOptionsAsync(Select(request.ActivityId, ""), request.ActivityOptions, request.UpdateMask, request.RestoreOriginal)).ConfigureAwait(false);
            return new UpdateActivityExecutionOptionsResponse { ActivityOptions = options };
        });
    }

    private StandaloneControl Standalone(string @namespace, string activityId, string runId)
    {
        namespaces.Check(@namespace);
        ActivityStartCheck.CheckReference(activityId, runId, runs.Limits);
        return activities.Get(@namespace, activityId, runId).Control;
    }

    private ActivityControl Control(string @namespace, string? workflowId, string? runId)
    {
        namespaces.Check(@namespace);
        return runs.Get(@namespace, workflowId ?? "", runId ?? "").Activities.Control;
    }

    private static ActivitySelection Select(string id, string type, bool all = false) => id.Length > 0 ? ActivitySelection.ById(id)
        : type.Length > 0 ? ActivitySelection.ByType(type)
        : all ? ActivitySelection.All
        : throw Errors.Invalid("Either activity id or activity type must be provided.");

    private static void CheckJitter(Duration? jitter)
    {
        if (Durations.Problem(jitter) is { } problem)
        {
            throw Errors.Invalid($"Invalid jitter: {problem}");
        }
    }
}
