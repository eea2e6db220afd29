using EmbeddedTemporal.Runs;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>Does a batch's operation to one run. Doing it again changes nothing: ids of requests follow from the batch and the run.</summary>
internal sealed class BatchOperation(RunRegistry runs, RunDeletion deletion, WorkflowReset reset)
{
    /// <exception cref="RpcException">The run refuses.</exception>
    public Task ApplyAsync(StartBatchOperationRequest request, WorkflowExecution execution) => request.OperationCase switch
    {
        StartBatchOperationRequest.OperationOneofCase.TerminationOperation => Run(request, execution).TerminateAsync(new TerminateWorkflowExecutionRequest
        {
            Reason = request.Reason,
            Details = request.TerminationOperation.Details,
            Identity = request.TerminationOperation.Identity,
        }),
        StartBatchOperationRequest.OperationOneofCase.SignalOperation => Run(request, execution).SignalAsync(new SignalWorkflowExecutionRequest
        {
            SignalName = request.SignalOperation.Signal,
            Input = request.SignalOperation.Input,
            Header = request.SignalOperation.Header,
            Identity = request.SignalOperation.Identity,
            RequestId = RequestId(request, execution),
        }),
        StartBatchOperationRequest.OperationOneofCase.CancellationOperation => Run(request, execution).CancelAsync(new RequestCancelWorkflowExecutionRequest
        {
            Reason = request.Reason,
            Identity = request.CancellationOperation.Identity,
            RequestId = RequestId(request, execution),
        }),
        StartBatchOperationRequest.OperationOneofCase.DeletionOperation => deletion.DeleteAsync(request.Namespace, execution),
        StartBatchOperationRequest.OperationOneofCase.ResetOperation => ResetAsync(request, execution),
        StartBatchOperationRequest.OperationOneofCase.UpdateWorkflowOptionsOperation => Run(request, execution).UpdateOptionsAsync(
            request.UpdateWorkflowOptionsOperation.WorkflowExecutionOptions, request.UpdateWorkflowOptionsOperation.UpdateMask, request.UpdateWorkflowOptionsOperation.Identity),
        _ => ApplyToActivitiesAsync(request, Run(request, execution).Activities.Control),
    };

    private static Task ApplyToActivitiesAsync(StartBatchOperationRequest request, ActivityControl control)
    {
        if (request.UnpauseActivitiesOperation is { } unpause)
        {
            return control.UnpauseAsync(ActivitySelection.ByType(unpause.Type), unpause.ResetAttempts, unpause.ResetHeartbeat, unpause.Jitter);
        }

        if (request.ResetActivitiesOperation is { } resets)
        {
            return control.ResetAsync(ActivitySelection.ByType(resets.Type), new ActivityResetOptions(resets.ResetHeartbeat, resets.KeepPaused, resets.RestoreOriginalOptions, resets.Jitter));
        }

        var update = request.UpdateActivityOptionsOperation;
        return control.UpdateOptionsAsync(ActivitySelection.ByType(update.Type), update.ActivityOptions, update.UpdateMask, update.RestoreOriginal);
    }

    private async Task ResetAsync(StartBatchOperationRequest request, WorkflowExecution execution)
    {
        var (operation, run) = (request.ResetOperation, Run(request, execution));
        long finish;
        var options = operation.Options ?? new ResetOptions { ResetReapplyType = operation.ResetReapplyType };
        var isFirst = options.TargetCase == ResetOptions.TargetOneofCase.FirstWorkflowTask || (operation.Options is null && operation.ResetType == Temporalio.Api.Enums.V1.ResetType.FirstWorkflowTask);
        if (options.TargetCase == ResetOptions.TargetOneofCase.BuildId)
        {
            (run, finish) = ResetPoints.OfBuild(runs, run, options.BuildId, options.CurrentRunOnly);
        }
        else
        {
            finish = options.TargetCase == ResetOptions.TargetOneofCase.WorkflowTaskId ? options.WorkflowTaskId : ResetPoints.Find(run, isFirst);
        }

        await reset.ResetAsync(
            new ResetWorkflowExecutionRequest
            {
                Namespace = request.Namespace,
                WorkflowExecution = run.Execution,
                Reason = request.Reason,
                WorkflowTaskFinishEventId = finish,
                RequestId = RequestId(request, execution),
                ResetReapplyType = options.ResetReapplyType,
                ResetReapplyExcludeTypes = { options.ResetReapplyExcludeTypes },
                PostResetOperations = { operation.PostResetOperations },
                Identity = operation.Identity,
            },
            run).ConfigureAwait(false);
    }

    private Run Run(StartBatchOperationRequest request, WorkflowExecution execution) => runs.Get(request.Namespace, execution.WorkflowId, execution.RunId);

    private static string RequestId(StartBatchOperationRequest request, WorkflowExecution execution) => $"batch:{request.JobId}:{execution.RunId}";
}
