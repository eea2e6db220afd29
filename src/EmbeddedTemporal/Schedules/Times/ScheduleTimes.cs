using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using EmbeddedTemporal.Runs;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>A time of a schedule.</summary>
/// <param name="Nominal">The time that the spec names.</param>
/// <param name="Actual">The same with jitter: when the action is taken.</param>
internal readonly record struct ScheduledTime(DateTimeOffset Nominal, DateTimeOffset Actual);

/// <summary>The times of a spec. They depend on nothing but the spec, the seed of its jitter, and the time zone.</summary>
internal sealed class ScheduleTimes
{
    // As many times in a row may be excluded. A spec that excludes more never fires again, as in the real service.
    private const int MaxExcluded = 10_000;

    // Far from the end of the time that .NET counts.
    private static readonly long _end = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    private readonly ScheduleSpec _spec;
    private readonly byte[] _seed;
    private readonly List<CalendarTimes> _calendars;
    private readonly List<CalendarTimes> _excluded;
    private readonly List<(long Every, long Phase)> _intervals;

    /// <param name="spec">In its canonical form.</param>
    /// <param name="seed">The jitter of two schedules differs if their seeds do.</param>
    /// <exception cref="ScheduleSpecException">There is no such time zone.</exception>
    public ScheduleTimes(ScheduleSpec spec, string seed)
    {
        _spec = spec;
        _seed = Encoding.UTF8.GetBytes(seed);
        var clock = LocalClock.In(spec.TimezoneName);
        _calendars = [.. spec.StructuredCalendar.Select(c => new CalendarTimes(c, clock))];
        _excluded = [.. spec.ExcludeStructuredCalendar.Select(c => new CalendarTimes(c, clock))];
        _intervals = [.. spec.Interval.Select(i => ((long)Durations.Of(i.Interval).TotalSeconds, (long)Durations.Of(i.Phase).TotalSeconds))];
    }

    /// <summary>How much later than their nominal times actions can be taken.</summary>
    public TimeSpan Jitter => Durations.Of(_spec.Jitter);

    /// <summary>The first time whose nominal time is after another; null if there is none.</summary>
    public ScheduledTime? Next(DateTimeOffset after)
    {
        var from = after.ToUnixTimeSeconds();
        if (_spec.StartTime?.ToDateTimeOffset() is { } start && after < start)
        {
            // Rounded up: the first whole second that is not before it.
            from = (long)Math.Ceiling((start - DateTimeOffset.UnixEpoch).TotalSeconds) - 1;
        }

        if (NotExcluded(from) is not { } next || DateTimeOffset.FromUnixTimeSeconds(next) is var nominal && nominal > _spec.EndTime?.ToDateTimeOffset())
        {
            return null;
        }

        return new ScheduledTime(nominal, nominal + JitterOf(next));
    }

    private long? NotExcluded(long after)
    {
        for (var i = 0; i < MaxExcluded; i++)
        {
            if (FirstOfAll(after) is not { } next)
            {
                return null;
            }

            if (_excluded.Find(e => e.Contains(next)) is not { } excluding)
            {
                return next;
            }

            after = excluding.LastInRow(next);
        }

        return null;
    }

    private long? FirstOfAll(long after)
    {
        long? first = null;
        foreach (var calendar in _calendars)
        {
            first = Earlier(first, calendar.Next(after));
        }

        foreach (var (every, phase) in _intervals)
        {
            var periods = Math.DivRem(after - phase, every, out var rest);
            first = Earlier(first, ((rest < 0 ? periods : periods + 1) * every) + phase);
        }

        return first < _end ? first : null;
    }

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;

    /// <summary>Always less than the time until the next one.</summary>
    private TimeSpan JitterOf(long nominal)
    {
        var most = (long)Jitter.TotalMilliseconds;
        if (most == 0)
        {
            return TimeSpan.Zero;
        }

        most = FirstOfAll(nominal) is { } following ? Math.Min(most, (following - nominal) * 1_000) : most;
        var hashed = new byte[sizeof(long) + _seed.Length];
        BinaryPrimitives.WriteInt64LittleEndian(hashed, nominal);
        _seed.CopyTo(hashed, sizeof(long));
        return TimeSpan.FromMilliseconds((long)(((UInt128)XxHash32.HashToUInt32(hashed) * (ulong)most) >> 32));
    }
}
