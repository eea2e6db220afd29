using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A worker's answer to a workflow task cannot be taken; the task fails with this cause.</summary>
internal sealed class WorkflowTaskRejectedException(WorkflowTaskFailedCause cause, string message, bool terminatesRun = false) : Exception(message)
{
    public WorkflowTaskFailedCause Cause { get; } = cause;

    /// <summary>No other attempt could do better: the run ends.</summary>
    public bool TerminatesRun { get; } = terminatesRun;
}
