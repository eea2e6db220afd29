namespace Temporalio.Exceptions;

/// <summary>A workflow of this id runs already, or ran in a way that the reuse policy does not let repeat.</summary>
public class WorkflowAlreadyStartedException : FailureException
{
    /// <summary>An exception of an unknown type of workflow.</summary>
    public WorkflowAlreadyStartedException(string message, string workflowId, string runId)
        : this(message, workflowId, "<unknown>", runId)
    {
    }

    /// <summary>An exception.</summary>
    public WorkflowAlreadyStartedException(string message, string workflowId, string workflowType, string runId)
        : base(message) => (WorkflowId, WorkflowType, RunId) = (workflowId, workflowType, runId);

    /// <summary>The workflow's id.</summary>
    public string WorkflowId { get; }

    /// <summary>The type that was to be started.</summary>
    public string WorkflowType { get; }

    /// <summary>The run that stands in the way; empty where the service does not say.</summary>
    public string RunId { get; }
}
