using EmbeddedTemporal.Storage;

namespace EmbeddedTemporal.StandaloneActivities;

/// <summary>A standalone activity as it is in the database.</summary>
/// <param name="Key">Its key: negative, smaller than that of each earlier one, and below those of the schedules.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Start">The part that never changes.</param>
/// <param name="State">The part that changes.</param>
internal sealed record StoredActivity(long Key, string Namespace, StandaloneActivityStart Start, StandaloneActivityState State)
{
    /// <summary>All keys are below this one.</summary>
    public const long KeysBelow = -(1L << 40);

    public string ActivityId => Start.Scheduled.ActivityId;

    /// <summary>When it was started, in ticks.</summary>
    public long StartTime => Start.ScheduleTime.ToDateTimeOffset().UtcTicks;

    /// <summary>The checksum of the columns that never change.</summary>
    public static long SumOfStart(long key, string @namespace, string activityId, string runId, string type, long startTime, long executionTime, byte[] start) =>
        RowSum.Of([key, RowSum.Of(@namespace), RowSum.Of(activityId), RowSum.Of(runId), RowSum.Of(type), startTime, executionTime, RowSum.Of(start)]);

    /// <summary>The checksum of the columns that change.</summary>
    public static long SumOfState(long key, string taskQueue, long status, long? closeTime, long transitions, byte[] state) =>
        RowSum.Of([key, RowSum.Of(taskQueue), status, closeTime ?? 0, transitions, RowSum.Of(state)]);
}
