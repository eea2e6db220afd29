using EmbeddedTemporal.Settings;

namespace EmbeddedTemporal.Runs;

/// <summary>The real service's default limits that cannot be set (https://docs.temporal.io/cloud/limits); <see cref="ServiceLimits"/> has the others.</summary>
internal static class Limits
{
    /// <summary>The size of a failure that is retried: it is kept as long as the activity, and shown with it.</summary>
    public const int MaxRetriedFailureBytes = 4 * 1024;

    public const int MaxPendingActivities = 2_000;
    public const int MaxPendingChildren = 2_000;
    public const int MaxPendingTimers = 2_000;
    public const int MaxPendingExternalSignals = 2_000;
    public const int MaxPendingExternalCancellations = 2_000;
    public const int MaxUpdatesInFlight = 10;
    public const int MaxUpdates = 2_000;
    public const int MaxSignals = 10_000;
    public const int MaxBufferedEvents = 100;
    public const int MaxBufferedBytes = 2 * 1024 * 1024;

    public static readonly TimeSpan DefaultWorkflowTaskTimeout = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxWorkflowTaskTimeout = TimeSpan.FromSeconds(120);
}
