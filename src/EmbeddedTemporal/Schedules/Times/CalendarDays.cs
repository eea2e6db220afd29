using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The days of a calendar, counted from 1970.</summary>
internal sealed class CalendarDays(StructuredCalendarSpec calendar)
{
    private static readonly int _epoch = new DateOnly(1970, 1, 1).DayNumber;
    private static readonly int _last = new DateOnly(CalendarYears.Last, 12, 31).DayNumber;

    private readonly RangeSet _years = new(calendar.Year, CalendarYears.First);
    private readonly bool _everyYear = calendar.Year.Count == 0;
    private readonly RangeSet _months = new(calendar.Month);
    private readonly RangeSet _daysOfMonth = new(calendar.DayOfMonth);
    private readonly RangeSet _daysOfWeek = new(calendar.DayOfWeek);

    /// <summary>The first day of all calendars.</summary>
    public static int First { get; } = new DateOnly(CalendarYears.First, 1, 1).DayNumber - _epoch;

    public bool Contains(int day)
    {
        var date = DateOnly.FromDayNumber(day + _epoch);
        return HasYear(date) && _months.Contains(date.Month) && HasDay(date);
    }

    /// <summary>The first one from a day on; null if there is none.</summary>
    public int? Next(int day)
    {
        for (var number = Math.Max(day, First) + _epoch; number <= _last;)
        {
            var date = DateOnly.FromDayNumber(number);
            if (!HasYear(date))
            {
                number = new DateOnly(date.Year + 1, 1, 1).DayNumber;
            }
            else if (!_months.Contains(date.Month))
            {
                number += DateTime.DaysInMonth(date.Year, date.Month) - date.Day + 1;
            }
            else if (!HasDay(date))
            {
                number++;
            }
            else
            {
                return number - _epoch;
            }
        }

        return null;
    }

    private bool HasYear(DateOnly date) => _everyYear || _years.Contains(date.Year);

    private bool HasDay(DateOnly date) => _daysOfMonth.Contains(date.Day) && _daysOfWeek.Contains((int)date.DayOfWeek);
}
