namespace EmbeddedTemporal.Schedules;

/// <summary>The years that calendars know, as in the real service.</summary>
internal static class CalendarYears
{
    public const int First = 2000;
    public const int Last = 2100;
}

/// <summary>A field of a calendar, as strings spell it.</summary>
/// <param name="Default">The value of an empty string.</param>
/// <param name="Min">The least value.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="Names">Names that may be written instead of numbers, the first one for <see cref="Min"/>.</param>
/// <param name="ShortestName">How many letters of a name are enough.</param>
internal sealed record CalendarField(string Default, int Min, int Max, string[] Names, int ShortestName)
{
    public static readonly CalendarField Second = new("0", 0, 59, [], 0);
    public static readonly CalendarField Minute = Second;
    public static readonly CalendarField Hour = new("0", 0, 23, [], 0);
    public static readonly CalendarField DayOfMonth = new("*", 1, 31, [], 0);
    public static readonly CalendarField Year = new("*", CalendarYears.First, CalendarYears.Last, [], 0);

    public static readonly CalendarField Month = new(
        "*", 1, 12, ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"], 3);

    /// <summary>Sunday is 0; 7 is accepted too.</summary>
    public static readonly CalendarField DayOfWeek = new("*", 0, 7, ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"], 2);
}
