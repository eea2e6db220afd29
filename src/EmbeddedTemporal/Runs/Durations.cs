using Google.Protobuf.WellKnownTypes;

namespace EmbeddedTemporal.Runs;

/// <summary>Durations as they come over the wire: possibly missing, negative or absurd.</summary>
internal static class Durations
{
    // Google.Protobuf counts up to 10,000 years, TimeSpan and DateTimeOffset do not; nobody waits for a century.
    private const long Century = 100L * 365 * 24 * 3600;

    /// <summary>The reason why nobody can wait so long; null if there is none.</summary>
    public static string? Problem(Duration? duration) => duration switch
    {
        null => null,
        { Seconds: < 0 } or { Nanos: < 0 } => "negative duration",
        { Nanos: > 999_999_999 } => "invalid duration",
        _ => null,
    };

    public static TimeSpan Of(Duration? duration) => duration is null ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Min(duration.Seconds, Century)) + TimeSpan.FromTicks(duration.Nanos / 100);

    public static bool IsSet(Duration? duration) => duration is { Seconds: > 0 } or { Nanos: > 0 };

    public static Duration From(TimeSpan span) => Duration.FromTimeSpan(span);

    public static Timestamp Add(Timestamp time, Duration? duration) => Timestamp.FromDateTimeOffset(time.ToDateTimeOffset() + Of(duration));
}
