using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;

namespace EmbeddedTemporal.Schedules;

/// <summary>The meaning of a cron string: a calendar or an interval.</summary>
/// <param name="Calendar">Null for an interval.</param>
/// <param name="Interval">Null for a calendar.</param>
/// <param name="TimeZone">Empty if it names none.</param>
internal sealed record CronMeaning(StructuredCalendarSpec? Calendar, IntervalSpec? Interval, string TimeZone);

/// <summary>Reads cron strings as the real service does: 5 to 7 fields, a name like <c>@daily</c>, or <c>@every 1h/5m</c>, with a time zone and a comment if wanted.</summary>
internal static class CronStrings
{
    /// <exception cref="ScheduleSpecException">It cannot be read.</exception>
    public static CronMeaning Parse(string text)
    {
        var (expression, comment) = text.Split('#', 2) is [var before, var after] ? (before.Trim(), after.Trim()) : (text.Trim(), "");
        var zone = "";
        if (expression.StartsWith("TZ=", StringComparison.Ordinal) || expression.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            if (expression.Split(' ', 2) is not [var prefix, var rest])
            {
                throw ScheduleSpecException.Malformed();
            }

            zone = prefix[(prefix.IndexOf('=', StringComparison.Ordinal) + 1)..];
            expression = rest.Trim();
        }

        return expression.StartsWith("@every", StringComparison.Ordinal)
            ? new CronMeaning(null, Interval(expression), zone)
            : new CronMeaning(CalendarStrings.Parse(Calendar(Spelled(expression), comment)), null, zone);
    }

    private static CalendarSpec Calendar(string expression, string comment) => expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var minute, var hour, var day, var month, var weekday] =>
            new() { Minute = minute, Hour = hour, DayOfMonth = day, Month = month, DayOfWeek = weekday, Comment = comment },
        [var minute, var hour, var day, var month, var weekday, var year] =>
            new() { Minute = minute, Hour = hour, DayOfMonth = day, Month = month, DayOfWeek = weekday, Year = year, Comment = comment },
        [var second, var minute, var hour, var day, var month, var weekday, var year] =>
            new() { Second = second, Minute = minute, Hour = hour, DayOfMonth = day, Month = month, DayOfWeek = weekday, Year = year, Comment = comment },
        _ => throw ScheduleSpecException.Malformed(),
    };

    private static string Spelled(string expression) => expression switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        _ => expression,
    };

    private static IntervalSpec Interval(string expression) => expression.Split(' ', 2) is [_, var every]
        ? every.Trim().Split('/', 2) switch
        {
            [var interval, var phase] => new() { Interval = Duration.FromTimeSpan(GoDuration.Parse(interval)), Phase = Duration.FromTimeSpan(GoDuration.Parse(phase)) },
            [var interval] => new() { Interval = Duration.FromTimeSpan(GoDuration.Parse(interval)) },
            _ => throw ScheduleSpecException.Malformed(),
        }
        : throw ScheduleSpecException.Malformed();
}
