using Temporalio.Api.ErrorDetails.V1;

namespace EmbeddedTemporal.Grpc;

/// <summary>The service's refusals, in the words of the real one: clients match on them.</summary>
internal static class Errors
{
    public const string PayloadTooLarge = "Blob data size exceeds limit.";

    public static GrpcException Invalid(string message) => new(GrpcStatusCode.InvalidArgument, message);

    public static GrpcException NotFound(string message) => new(GrpcStatusCode.NotFound, message, new NotFoundFailure());

    public static GrpcException NotReady(string message) => new(GrpcStatusCode.FailedPrecondition, message, new WorkflowNotReadyFailure());

    public static GrpcException Unimplemented(string what) => new(GrpcStatusCode.Unimplemented, $"{what} is not supported by the embedded Temporal service.");

    public static GrpcException WorkflowNotFound(string workflowId) => NotFound($"workflow not found for ID: {workflowId}");

    public static GrpcException RunNotFound(string workflowId, string runId) =>
        NotFound($"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    public static GrpcException AlreadyCompleted() => NotFound("workflow execution already completed");

    public static GrpcException WorkflowTaskNotFound() => NotFound("Workflow task not found.");

    public static GrpcException ActivityNotFound() => NotFound("invalid activityID or activity already timed out or invoking workflow is completed");

    public static GrpcException NamespaceNotFound(string name) =>
        new(GrpcStatusCode.NotFound, $"Namespace {name} is not found.", new NamespaceNotFoundFailure { Namespace = name });

    public static GrpcException AlreadyStarted(string message, string requestId, string runId) =>
        new(GrpcStatusCode.AlreadyExists, message, new WorkflowExecutionAlreadyStartedFailure { StartRequestId = requestId, RunId = runId });

    /// <summary>Refuses once what the refusal rests on is on disk: a crash must not take back what a caller was told.</summary>
    public static async Task RefuseAsync(GrpcException refusal, Task durable)
    {
        await durable.ConfigureAwait(false);
        throw refusal;
    }

    public static GrpcException TooLarge() => Invalid(PayloadTooLarge);

    public static GrpcException BadToken() => Invalid("Error deserializing task token.");
}
