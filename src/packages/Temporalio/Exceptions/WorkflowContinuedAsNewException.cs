namespace Temporalio.Exceptions;

/// <summary>The run whose result was asked for, and only its, continued as another.</summary>
public class WorkflowContinuedAsNewException(string newRunId) : TemporalException("Workflow continued as new")
{
    /// <summary>The run that follows.</summary>
    public string NewRunId { get; } = newRunId;
}
