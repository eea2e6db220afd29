namespace Temporalio.Activities;

/// <summary>Why an activity is cancelled.</summary>
public enum ActivityCancelReason
{
    None = 0,

    /// <summary>The service knows it no longer: its workflow closed, or it timed out.</summary>
    GoneFromServer = 1,

    /// <summary>Its workflow asked for it.</summary>
    CancelRequested = 2,

    /// <summary>It ran longer than it may.</summary>
    Timeout = 3,

    /// <summary>The worker stops.</summary>
    WorkerShutdown = 4,

    /// <summary>A heartbeat could not be recorded.</summary>
    HeartbeatRecordFailure = 5,

    /// <summary>Someone paused it.</summary>
    Paused = 6,

    /// <summary>Someone reset it.</summary>
    Reset = 7,
}
