namespace EmbeddedTemporal.Schedules;

/// <summary>The clock on the wall in a time zone. Times are seconds since 1970, offsets are seconds.</summary>
internal sealed class LocalClock
{
    public const int SecondsOfDay = 86_400;

    private readonly TimeZoneInfo _zone;
    private readonly bool _isUtc;

    private LocalClock(TimeZoneInfo zone)
    {
        _zone = zone;
        _isUtc = !zone.SupportsDaylightSavingTime && zone.BaseUtcOffset == TimeSpan.Zero;
    }

    /// <summary>UTC if the name is empty.</summary>
    /// <exception cref="ScheduleSpecException">There is no such time zone.</exception>
    public static LocalClock In(string timeZone)
    {
        try
        {
            return new LocalClock(timeZone.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(timeZone));
        }
        catch (Exception e) when (e is TimeZoneNotFoundException or InvalidTimeZoneException or System.Security.SecurityException)
        {
            throw new ScheduleSpecException($"unknown time zone {timeZone}");
        }
    }

    /// <summary>How far it is ahead of UTC.</summary>
    public int Offset(long at) => _isUtc ? 0 : (int)_zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(at)).TotalSeconds;

    /// <summary>Until when it runs evenly from a time on: until midnight, or until it is set forward or back before.</summary>
    public long EvenUntil(long at)
    {
        var offset = Offset(at);
        var midnight = at + SecondsOfDay - TimeOfDay(at + offset);
        if (Offset(midnight) == offset)
        {
            return midnight;
        }

        var (before, after) = (at, midnight);
        while (after - before > 1)
        {
            var middle = (before + after) / 2;
            (before, after) = Offset(middle) == offset ? (middle, after) : (before, middle);
        }

        return after;
    }

    /// <summary>The day of a local time, counted from 1970.</summary>
    public static int Day(long local) => (int)((local - TimeOfDay(local)) / SecondsOfDay);

    /// <summary>The seconds since midnight of a local time.</summary>
    public static int TimeOfDay(long local) => (int)(((local % SecondsOfDay) + SecondsOfDay) % SecondsOfDay);
}
