using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>
/// The times of a calendar in a time zone, in seconds since 1970: the clock on the wall shows them when the calendar matches. An hour
/// that is skipped in spring has none; one that comes twice in autumn has them twice.
/// </summary>
internal sealed class CalendarTimes(StructuredCalendarSpec calendar, LocalClock clock)
{
    // No clock is as far ahead of UTC.
    private const int FarthestAhead = 16 * 3_600;

    private readonly CalendarDays _days = new(calendar);
    private readonly CalendarClock _clock = new(calendar);

    public bool Contains(long at)
    {
        var local = at + clock.Offset(at);
        return _days.Contains(LocalClock.Day(local)) && _clock.Contains(LocalClock.TimeOfDay(local));
    }

    /// <summary>The first time after another; null if there is none.</summary>
    public long? Next(long after)
    {
        if (_clock.Next(0) is null)
        {
            return null;
        }

        var at = Math.Max(after + 1, EarliestOf(CalendarDays.First));
        while (true)
        {
            var local = at + clock.Offset(at);
            var day = LocalClock.Day(local);
            if (_days.Next(day) is not { } next)
            {
                return null;
            }

            var end = clock.EvenUntil(at);
            if (next > day)
            {
                at = Math.Max(end, EarliestOf(next));
                continue;
            }

            var time = LocalClock.TimeOfDay(local);
            if (_clock.Next(time) is { } match && at + match - time < end)
            {
                return at + match - time;
            }

            at = end;
        }
    }

    /// <summary>The last of the times in a row, without a gap, that begins with one of them, or an earlier one.</summary>
    public long LastInRow(long at)
    {
        var time = LocalClock.TimeOfDay(at + clock.Offset(at));
        return Math.Min(clock.EvenUntil(at), at + _clock.Whole - (time % _clock.Whole)) - 1;
    }

    private static long EarliestOf(int day) => ((long)day * LocalClock.SecondsOfDay) - FarthestAhead;
}
