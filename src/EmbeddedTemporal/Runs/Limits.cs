namespace EmbeddedTemporal.Runs;

/// <summary>The real service's default limits (https://docs.temporal.io/cloud/limits and its dynamic configuration).</summary>
internal static class Limits
{
    public const int MaxIdLength = 1000;
    public const int MaxPayloadBytes = 2 * 1024 * 1024;

    /// <summary>Of a failure that is tried again: it is kept as long as the activity is, and shown with it.</summary>
    public const int MaxRetriedFailureBytes = 4 * 1024;

    public const int WarnHistoryEvents = 10_240;
    public const int WarnHistoryBytes = 10 * 1024 * 1024;
    public const int MaxHistoryEvents = 51_200;
    public const int MaxHistoryBytes = 50 * 1024 * 1024;

    /// <summary>The service suggests continue-as-new at these, well before the end.</summary>
    public const int SuggestContinueEvents = 4_096;
    public const int SuggestContinueBytes = 4 * 1024 * 1024;

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
