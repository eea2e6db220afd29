namespace EmbeddedTemporal.Schedules;

/// <summary>Limits of schedules: the real service's, and a few more.</summary>
internal static class ScheduleLimits
{
    /// <summary>In the real service a schedule is a workflow; ids are as long as fit into its id.</summary>
    public const string WorkflowIdPrefix = "temporal-sys-scheduler:";

    public const int MaxNoteLength = 1_000;

    /// <summary>The size of a run's failure that the schedule keeps for the next run.</summary>
    public const int MaxFailureBytes = 256 * 1024;

    public const int MaxBufferedStarts = 1_000;
    public const int MaxBackfills = 100;
    public const int MaxMatchingTimes = 1_000;
    public const int MaxPage = 1_000;
    public const int RecentActions = 10;
    public const int FutureActions = 10;
    public const int ListedActions = 5;
    public const int ListedParts = 10;

    /// <summary>How many times one change handles. The rest follows in the next change, so that no call waits for all of them.</summary>
    public const int TimesAtOnce = 10_000;

    public const int BackfilledAtOnce = 100;

    /// <summary>Requests that clients repeat come soon after the first.</summary>
    public const int KeptRequestIds = 20;

    public static readonly TimeSpan DefaultCatchupWindow = TimeSpan.FromDays(365);
    public static readonly TimeSpan MinCatchupWindow = TimeSpan.FromSeconds(10);

    /// <summary>How long a schedule that has nothing left to do is kept.</summary>
    public static readonly TimeSpan IdleRetention = TimeSpan.FromDays(7);
}
