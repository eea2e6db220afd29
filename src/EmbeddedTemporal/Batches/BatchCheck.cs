using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Batches;

/// <summary>Checks what a batch is asked to do; in the real service's words.</summary>
internal static class BatchCheck
{
    // The real service's default.
    private const int MaxExecutions = 1000;

    /// <exception cref="RpcException">Something is wrong with it.</exception>
    public static void Check(StartBatchOperationRequest request, ServiceLimits limits)
    {
        Errors.Require(request.JobId.Length > 0, "JobId is not set on request.");
        Errors.Require(request.JobId.Length <= limits.MaxIdLength, "JobId length exceeds limit.");
        var named = Executions(request).Count();
        Errors.Require(request.VisibilityQuery.Length > 0 || named > 0, "Workflow executions and visibility filter are not set on request.");
        Errors.Require(request.VisibilityQuery.Length == 0 || named == 0, "Workflow executions and visibility filter are both set on request. Only one of them is allowed.");
        Errors.Require(named <= MaxExecutions, "Workflow executions count exceeded.");
        Errors.Require(Executions(request).All(e => e.WorkflowId.Length > 0), "WorkflowId is not set on request.");
        Errors.Require(request.Reason.Length > 0, "Reason is not set on request.");
        Errors.Require(request.MaxOperationsPerSecond is >= 0 and <= float.MaxValue, "MaxOperationsPerSecond must not be negative.");
        Errors.Require(request.OperationCase != StartBatchOperationRequest.OperationOneofCase.None, "Batch operation is not set on request.");
        if (TypeOf(request) == BatchOperationType.Unspecified)
        {
            throw Errors.Unimplemented($"The batch operation {request.OperationCase}");
        }

        Errors.Require(request.SignalOperation is not { Signal.Length: 0 }, "SignalName is not set on request.");
        Errors.Require(
            request.ResetOperation is not { } reset || reset.Options is { TargetCase: not ResetOptions.TargetOneofCase.None } || reset.ResetType != ResetType.Unspecified,
            "Batch reset operation: reset type or options must be set.");
    }

    /// <summary>The executions that it names.</summary>
    public static IEnumerable<WorkflowExecution> Executions(StartBatchOperationRequest request) =>
        request.Executions.Concat(request.TargetExecutions.Select(e => new WorkflowExecution { WorkflowId = e.BusinessId, RunId = e.RunId }));

    /// <summary>The operation, by the name that every client knows; unspecified if it is not offered.</summary>
    public static BatchOperationType TypeOf(StartBatchOperationRequest request) => request.OperationCase switch
    {
        StartBatchOperationRequest.OperationOneofCase.TerminationOperation => BatchOperationType.Terminate,
        StartBatchOperationRequest.OperationOneofCase.SignalOperation => BatchOperationType.Signal,
        StartBatchOperationRequest.OperationOneofCase.CancellationOperation => BatchOperationType.Cancel,
        StartBatchOperationRequest.OperationOneofCase.DeletionOperation => BatchOperationType.Delete,
        StartBatchOperationRequest.OperationOneofCase.ResetOperation => BatchOperationType.Reset,
        StartBatchOperationRequest.OperationOneofCase.UpdateWorkflowOptionsOperation => BatchOperationType.UpdateExecutionOptions,
        StartBatchOperationRequest.OperationOneofCase.UnpauseActivitiesOperation => BatchOperationType.UnpauseActivity,
        StartBatchOperationRequest.OperationOneofCase.ResetActivitiesOperation => BatchOperationType.ResetActivity,
        StartBatchOperationRequest.OperationOneofCase.UpdateActivityOptionsOperation => BatchOperationType.UpdateActivityOptions,
        _ => BatchOperationType.Unspecified,
    };

    /// <summary>The identity of the client that asked for it.</summary>
    public static string IdentityOf(StartBatchOperationRequest request) => request.TerminationOperation?.Identity ?? request.SignalOperation?.Identity ?? request.CancellationOperation?.Identity
        ?? request.DeletionOperation?.Identity ?? request.ResetOperation?.Identity ?? request.UpdateWorkflowOptionsOperation?.Identity ?? request.UnpauseActivitiesOperation?.Identity
        ?? request.ResetActivitiesOperation?.Identity ?? request.UpdateActivityOptionsOperation?.Identity ?? "";
}
