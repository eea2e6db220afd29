using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Runs;

/// <summary>Log lines of runs.</summary>
internal static partial class RunLog
{
    [LoggerMessage(LogLevel.Error, "Handing out the tasks of workflow {WorkflowId} ({RunId}) failed")]
    public static partial void PublishFailed(ILogger logger, string workflowId, string runId, Exception exception);

    [LoggerMessage(LogLevel.Error, "A timer of workflow {WorkflowId} ({RunId}) failed")]
    public static partial void DeadlineFailed(ILogger logger, string workflowId, string runId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{What} of workflow {WorkflowId} ({RunId}) has {Bytes} bytes; more than {MaxBytes} are refused")]
    public static partial void PayloadIsLarge(ILogger logger, string what, string workflowId, string runId, int bytes, int maxBytes);

    [LoggerMessage(LogLevel.Warning, "Workflow {WorkflowId} ({RunId}) has {Events} events, {Bytes} bytes: it will be terminated at {MaxEvents} events or {MaxBytes} bytes")]
    public static partial void HistoryGrows(ILogger logger, string workflowId, string runId, long events, long bytes, int maxEvents, int maxBytes);
}
