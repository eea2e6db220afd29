using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Settings;
using Grpc.Core;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Checks a signal, whichever call it came with.</summary>
internal static class SignalCheck
{
    /// <exception cref="RpcException">Something is wrong with it, in the real service's words.</exception>
    public static void Check(SignalWorkflowExecutionRequest signal, ServiceLimits limits)
    {
        if (signal.SignalName.Length == 0)
        {
            throw Errors.Invalid("SignalName is not set on request.");
        }

        if (signal.SignalName.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("SignalName length exceeds limit.");
        }

        if (signal.RequestId.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid("RequestId length exceeds limit.");
        }

        if (signal.Input?.CalculateSize() > limits.MaxPayloadBytes)
        {
            throw Errors.TooLarge();
        }
    }
}
