namespace Temporalio.Exceptions;

/// <summary>Workflow code did what workflow code must not do.</summary>
public class InvalidWorkflowOperationException : TemporalException
{
    internal InvalidWorkflowOperationException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
