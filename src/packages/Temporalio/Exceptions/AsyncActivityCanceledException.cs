namespace Temporalio.Exceptions;

/// <summary>A heartbeat of an activity that is completed elsewhere learnt that the activity is cancelled.</summary>
public class AsyncActivityCanceledException : TemporalException
{
    /// <summary>An exception.</summary>
    public AsyncActivityCanceledException()
        : base("Activity cancelled")
    {
    }
}
