using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks an update, and gives it an id if it has none.</summary>
internal static class UpdateCheck
{
    /// <exception cref="RpcException">Something is wrong with it, in the real service's words.</exception>
    public static void Check(UpdateWorkflowExecutionRequest request, ServiceLimits limits)
    {
        if (string.IsNullOrEmpty(request.Request?.Input?.Name))
        {
            throw Errors.Invalid("Update name is not set on request.");
        }

        request.Request.Meta ??= new();
        if (request.Request.Meta.UpdateId.Length == 0)
        {
            request.Request.Meta.UpdateId = Guid.NewGuid().ToString();
        }

        if (request.Request.Meta.UpdateId.Length > limits.MaxIdLength || request.Request.Input.Name.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("UpdateId or update name length exceeds limit.");
        }

        if (request.Request.CalculateSize() > limits.MaxPayloadBytes)
        {
            throw Errors.TooLarge();
        }
    }
}
