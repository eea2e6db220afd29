using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.ErrorDetails.V1;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>Refusals that concern standalone activities, in the words of the real service.</summary>
internal static class ActivityErrors
{
    public static RpcException NotFound() => Errors.NotFound("activity execution not found");

    public static RpcException AlreadyClosed() => Errors.NotFound("activity execution already completed");

    public static RpcException AlreadyStarted(StandaloneActivity existing) => Errors.Refusal(
        StatusCode.AlreadyExists,
        "activity execution already started",
        new ActivityExecutionAlreadyStartedFailure { StartRequestId = existing.Start.RequestId, RunId = existing.Start.RunId });
}
