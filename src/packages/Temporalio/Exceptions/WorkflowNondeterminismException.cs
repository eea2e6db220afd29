namespace Temporalio.Exceptions;

/// <summary>Workflow code did on replay what it had not done before.</summary>
public class WorkflowNondeterminismException : InvalidWorkflowOperationException
{
    internal WorkflowNondeterminismException(string message)
        : base(message)
    {
    }
}
