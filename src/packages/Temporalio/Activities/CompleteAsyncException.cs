using Temporalio.Exceptions;

namespace Temporalio.Activities;

/// <summary>Thrown by an activity that is completed from elsewhere, through <see cref="Client.AsyncActivityHandle"/>.</summary>
public class CompleteAsyncException : TemporalException
{
    /// <summary>An exception.</summary>
    public CompleteAsyncException()
        : base("Activity is completed asynchronously")
    {
    }
}
