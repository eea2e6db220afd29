namespace Temporalio.Exceptions;

/// <summary>A query's handler failed, or there is none.</summary>
public class WorkflowQueryFailedException(string message) : TemporalException(message);
