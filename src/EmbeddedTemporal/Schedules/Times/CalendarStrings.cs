using System.Globalization;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Schedules;

/// <summary>
/// Reads calendars whose fields are strings (<c>1-5/2,8</c>, <c>*</c>, <c>MON-FRI</c>) into ranges: the real service answers with ranges. Cronos
/// could not: it knows no years, and gives no ranges back.
/// </summary>
internal static class CalendarStrings
{
    private const int Sunday = 7;
    private const int Saturday = 6;

    /// <exception cref="ScheduleSpecException">A field cannot be read.</exception>
    public static StructuredCalendarSpec Parse(CalendarSpec calendar) => new()
    {
        Second = { Ranges(CalendarField.Second, calendar.Second) },
        Minute = { Ranges(CalendarField.Minute, calendar.Minute) },
        Hour = { Ranges(CalendarField.Hour, calendar.Hour) },
        DayOfMonth = { Ranges(CalendarField.DayOfMonth, calendar.DayOfMonth) },
        Month = { Ranges(CalendarField.Month, calendar.Month) },
        // No range at all means every year.
        Year = { calendar.Year.Trim() is "" or "*" ? [] : Ranges(CalendarField.Year, calendar.Year) },
        DayOfWeek = { Ranges(CalendarField.DayOfWeek, calendar.DayOfWeek).SelectMany(WithSundayAsZero) },
        Comment = calendar.Comment,
    };

    private static IEnumerable<Range> Ranges(CalendarField field, string text)
    {
        text = text.Trim();
        return (text.Length == 0 ? field.Default : text).Split(',').Select(part => Range(field, part));
    }

    private static Range Range(CalendarField field, string part)
    {
        var (values, step) = part.Split('/') switch
        {
            [var all] => (all, 0),
            [var some, var every] => (some, Number(every)),
            _ => throw ScheduleSpecException.Malformed(),
        };
        if (part.Length != values.Length && step < 1)
        {
            throw ScheduleSpecException.Malformed();
        }

        var (start, end) = values == "*" ? (field.Min, field == CalendarField.DayOfWeek ? Saturday : field.Max) : values.Split('-') switch
        {
            // With a step, one value means from that value on.
            [var only] => Value(field, only, field.Min) is var value && step > 0 ? (value, field.Max) : (value, value),
            [var first, var last] => Value(field, first, field.Min) is var from ? (from, Value(field, last, from)) : default,
            _ => throw ScheduleSpecException.Malformed(),
        };
        return new Range { Start = start, End = start == end ? 0 : end, Step = step == 1 ? 0 : step };
    }

    private static int Value(CalendarField field, string text, int min)
    {
        var named = text.Length >= Math.Max(1, field.ShortestName) ? Array.FindIndex(field.Names, name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase)) : -1;
        var value = named >= 0 ? field.Min + named : Number(text);
        return value >= min && value <= field.Max ? value : throw ScheduleSpecException.OutOfRange();
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ScheduleSpecException($"strconv.Atoi: parsing \"{text}\": invalid syntax");

    /// <summary>Ranges count Sunday as 0 alone.</summary>
    private static IEnumerable<Range> WithSundayAsZero(Range range)
    {
        var (start, end, step) = (range.Start, Math.Max(range.Start, range.End), Math.Max(1, range.Step));
        if (end < Sunday)
        {
            return [range];
        }

        var sunday = (Sunday - start) % step == 0 ? [new Range()] : (Range[])[];
        return start == Sunday ? sunday : [new Range { Start = start, End = start == Saturday ? 0 : Saturday, Step = range.Step }, .. sunday];
    }
}
