using EmbeddedTemporal.Grpc;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Starts a workflow, or finds it running, and updates it: the first workflow task of a new run carries the update.</summary>
internal static class UpdateWithStart
{
    public static async Task<ExecuteMultiOperationResponse> ExecuteAsync(WorkflowStarter starter, RunRegistry runs, ExecuteMultiOperationRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (request.Operations is not [{ StartWorkflow: { } start }, { UpdateWorkflow: { } update }])
        {
            throw Errors.Invalid("Operations have to be exactly [Start, Update].");
        }

        if (update.WorkflowExecution?.WorkflowId != start.WorkflowId || update.WorkflowExecution.RunId.Length > 0)
        {
            throw Errors.Invalid("WorkflowId is not consistent with previous operation(s), or RunId is set.");
        }

        UpdateCheck.Check(update, runs.Limits);
        (Run Run, UpdateCall Call)? admitted = null;
        StartWorkflowExecutionResponse started;
        try
        {
            started = await starter.StartAsync(start, run => admitted = (run, run.Updates.Admit(update))).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw Failed(e, failedFirst: admitted is null);
        }

        try
        {
            var (run, call) = admitted!.Value;
            var updated = await run.Updates.AnswerAsync(call, update.WaitPolicy, patience, cancellationToken).ConfigureAwait(false);
            return new ExecuteMultiOperationResponse
            {
                Responses =
                {
                    new ExecuteMultiOperationResponse.Types.Response { StartWorkflow = started },
                    new ExecuteMultiOperationResponse.Types.Response { UpdateWorkflow = updated },
                },
            };
        }
        catch (RpcException e)
        {
            throw Failed(e, failedFirst: false);
        }
    }

    /// <summary>Says which of the two failed; the other one was not carried out.</summary>
    private static RpcException Failed(RpcException reason, bool failedFirst)
    {
        var failed = new MultiOperationExecutionFailure.Types.OperationStatus { Code = (int)reason.StatusCode, Message = reason.Status.Detail, Details = { reason.GetRpcStatus()?.Details ?? [] } };
        var aborted = new MultiOperationExecutionFailure.Types.OperationStatus
        {
            Code = (int)StatusCode.Aborted,
            Message = "Operation was aborted.",
            Details = { Any.Pack(new Temporalio.Api.Failure.V1.MultiOperationExecutionAborted()) },
        };
        var failure = new MultiOperationExecutionFailure();
        failure.Statuses.Add(failedFirst ? [failed, aborted] : [aborted, failed]);
        return Errors.Refusal(reason.StatusCode, "Update-with-Start could not be executed.", failure);
    }
}
