using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.ErrorDetails.V1;

namespace EmbeddedTemporal.Grpc;

/// <summary>The service's refusals, in the words of the real one: clients match on them.</summary>
internal static class Errors
{
    public const string PayloadTooLarge = "Blob data size exceeds limit.";

    /// <summary>A call that ends with a status other than OK.</summary>
    /// <param name="code">The status.</param>
    /// <param name="message">For people.</param>
    /// <param name="details">Messages of <c>temporal.api.errordetails.v1</c> that tell programs more.</param>
    public static RpcException Refusal(StatusCode code, string message, params IMessage[] details)
    {
        if (details.Length == 0)
        {
            return new RpcException(new Status(code, message), message);
        }

        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        status.Details.AddRange(details.Select(Any.Pack));
        return status.ToRpcException();
    }

    public static RpcException UnknownMethod(string path) => Refusal(StatusCode.Unimplemented, $"unknown method {path}: not supported by the embedded Temporal service");

    public static RpcException Invalid(string message) => Refusal(StatusCode.InvalidArgument, message);

    /// <summary>Refuses a request for which a condition does not hold.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT with the message.</exception>
    public static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw Invalid(message);
        }
    }

    public static RpcException NotFound(string message) => Refusal(StatusCode.NotFound, message, new NotFoundFailure());

    public static RpcException NotReady(string message) => Refusal(StatusCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static RpcException Unimplemented(string what) => Refusal(StatusCode.Unimplemented, $"{what} is not supported by the embedded Temporal service.");

    public static RpcException WorkflowNotFound(string workflowId) => NotFound($"workflow not found for ID: {workflowId}");

    public static RpcException RunNotFound(string workflowId, string runId) =>
        NotFound($"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    public static RpcException AlreadyCompleted() => NotFound("workflow execution already completed");

    public static RpcException WorkflowTaskNotFound() => NotFound("Workflow task not found.");

    public static RpcException ActivityNotFound() => NotFound("invalid activityID or activity already timed out or invoking workflow is completed");

    public static RpcException CancelNotRequested() => Invalid("unable to mark activity as canceled without activity being request canceled first");

    public static RpcException NamespaceNotFound(string name) =>
        Refusal(StatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static RpcException AlreadyStarted(string message, string requestId, string runId) =>
        Refusal(StatusCode.AlreadyExists, message, new WorkflowExecutionAlreadyStartedFailure { StartRequestId = requestId, RunId = runId });

    /// <summary>Refuses once the change that the refusal rests on is on disk: a crash must not contradict an answer.</summary>
    public static async Task RefuseAsync(RpcException refusal, Task durable)
    {
        await durable.ConfigureAwait(false);
        throw refusal;
    }

    public static RpcException TooLarge() => Invalid(PayloadTooLarge);

    public static RpcException BadToken() => Invalid("Error deserializing task token.");
}
