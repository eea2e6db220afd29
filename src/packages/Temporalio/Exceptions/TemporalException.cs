namespace Temporalio.Exceptions;

/// <summary>The base of Temporal's exceptions.</summary>
public abstract class TemporalException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    protected TemporalException()
    {
    }

    /// <summary>An exception with a message.</summary>
    protected TemporalException(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and a cause.</summary>
    protected TemporalException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>Whether an exception tells of a cancellation: of this code, or of an activity or child that it waited for.</summary>
    public static bool IsCanceledException(Exception e) =>
        e is OperationCanceledException or CanceledFailureException ||
        (e is ActivityFailureException or ChildWorkflowFailureException && e.InnerException is CanceledFailureException);
}
