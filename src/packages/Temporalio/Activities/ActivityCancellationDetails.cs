namespace Temporalio.Activities;

/// <summary>Why an activity is cancelled; several may be true.</summary>
public class ActivityCancellationDetails
{
    /// <summary>The service knows it no longer.</summary>
    public bool IsGoneFromServer { get; init; }

    /// <summary>Its workflow asked for it.</summary>
    public bool IsCancelRequested { get; init; }

    /// <summary>It ran longer than it may.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>The worker stops.</summary>
    public bool IsWorkerShutdown { get; init; }

    /// <summary>Someone paused it.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Someone reset it.</summary>
    public bool IsReset { get; init; }

    /// <summary>A heartbeat could not be recorded.</summary>
    public bool IsHeartbeatRecordFailure { get; init; }

    internal static ActivityCancellationDetails Of(ActivityCancelReason reason) => new()
    {
        IsGoneFromServer = reason == ActivityCancelReason.GoneFromServer,
        IsCancelRequested = reason == ActivityCancelReason.CancelRequested,
        IsTimedOut = reason == ActivityCancelReason.Timeout,
        IsWorkerShutdown = reason == ActivityCancelReason.WorkerShutdown,
        IsPaused = reason == ActivityCancelReason.Paused,
        IsReset = reason == ActivityCancelReason.Reset,
        IsHeartbeatRecordFailure = reason == ActivityCancelReason.HeartbeatRecordFailure,
    };
}
