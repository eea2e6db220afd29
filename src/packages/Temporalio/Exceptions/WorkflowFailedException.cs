namespace Temporalio.Exceptions;

/// <summary>A workflow did not complete: <see cref="Exception.InnerException"/> says why.</summary>
public class WorkflowFailedException(Exception? inner) : TemporalException("Workflow failed", inner);
