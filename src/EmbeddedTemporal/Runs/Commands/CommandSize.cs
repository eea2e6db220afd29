using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Bounds the payloads of commands; in the real service's words.</summary>
internal static class CommandSize
{
    public static void Check(RunTransaction transaction, Payloads? payloads, WorkflowTaskFailedCause cause, string what) => Check(transaction, payloads?.CalculateSize() ?? 0, cause, what);

    /// <exception cref="WorkflowTaskRejectedException">They are too large; the run ends, since no other attempt could do better.</exception>
    public static void Check(RunTransaction transaction, int bytes, WorkflowTaskFailedCause cause, string what)
    {
        transaction.Run.WarnIfLarge(bytes, what);
        if (bytes > transaction.Limits.MaxPayloadBytes)
        {
            throw new WorkflowTaskRejectedException(cause, $"{cause}: {what} exceeds size limit.", terminatesRun: true);
        }
    }
}
