namespace Temporalio.Exceptions;

/// <summary>An update was rejected or failed: <see cref="Exception.InnerException"/> says why.</summary>
public class WorkflowUpdateFailedException(Exception? inner) : TemporalException("Workflow update failed", inner);
