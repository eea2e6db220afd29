using Temporalio.Api.Enums.V1;

namespace Temporalio.Exceptions;

/// <summary>A query was not asked because of the workflow's status.</summary>
public class WorkflowQueryRejectedException(WorkflowExecutionStatus workflowStatus)
    : TemporalException($"Query rejected, workflow status: {workflowStatus}")
{
    /// <summary>The workflow's status.</summary>
    public WorkflowExecutionStatus WorkflowStatus { get; } = workflowStatus;
}
