using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The times of day of a calendar, in seconds since midnight.</summary>
internal sealed class CalendarClock(StructuredCalendarSpec calendar)
{
    private readonly RangeSet _hours = new(calendar.Hour);
    private readonly RangeSet _minutes = new(calendar.Minute);
    private readonly RangeSet _seconds = new(calendar.Second);

    /// <summary>How many seconds each of its times covers: 1, or 60 if it has whole minutes, 3,600 if whole hours, 86,400 if whole days.</summary>
    public int Whole => !_seconds.HasAllBelow(60) ? 1 : !_minutes.HasAllBelow(60) ? 60 : !_hours.HasAllBelow(24) ? 3_600 : LocalClock.SecondsOfDay;

    public bool Contains(int time) => Next(time) == time;

    /// <summary>The first one from a time on; null if there is none on that day.</summary>
    public int? Next(int time)
    {
        for (var hour = _hours.Next(time / 3_600); hour is { } h && h < 24; hour = _hours.Next(h + 1))
        {
            var rest = Math.Max(0, time - (h * 3_600));
            for (var minute = _minutes.Next(rest / 60); minute is { } m && m < 60; minute = _minutes.Next(m + 1))
            {
                if (_seconds.Next(Math.Max(0, rest - (m * 60))) is { } second and < 60)
                {
                    return (h * 3_600) + (m * 60) + second;
                }
            }
        }

        return null;
    }
}
