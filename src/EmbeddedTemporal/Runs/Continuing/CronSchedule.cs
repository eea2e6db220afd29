using System.Globalization;
using System.Text.RegularExpressions;
using Cronos;

namespace EmbeddedTemporal.Runs;

/// <summary>Cron schedules of workflows (https://docs.temporal.io/cron-job): five fields or a name like <c>@daily</c>, with a time zone if wanted, or <c>@every</c> and a duration.</summary>
internal static partial class CronSchedule
{
    // A date that never comes, like February 30th, is given up on after this.
    private static readonly TimeSpan _horizon = TimeSpan.FromDays(10 * 366);

    public static bool IsValid(string schedule)
    {
        try
        {
            _ = Next(schedule, DateTimeOffset.UnixEpoch);
            return true;
        }
        catch (Exception e) when (e is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>The pause before the next run: until the first time after <paramref name="now"/>, counted from <paramref name="begun"/> on, in whole seconds.</summary>
    /// <returns>Null without a schedule, or if there is no next time.</returns>
    public static TimeSpan? Backoff(string schedule, DateTimeOffset begun, DateTimeOffset now)
    {
        if (schedule.Length == 0)
        {
            return null;
        }

        DateTimeOffset? next;
        if (Interval(Split(schedule).Expression) is { } interval)
        {
            var periods = Math.Max(1, Math.Floor((now - begun) / interval) + 1);
            next = begun + (periods * interval);
            next = next < now ? now : next;
        }
        else
        {
            next = Next(schedule, now > begun ? now : begun);
        }

        return next is null ? null : TimeSpan.FromSeconds(Math.Ceiling((next.Value - now).TotalSeconds));
    }

    private static DateTimeOffset? Next(string schedule, DateTimeOffset after)
    {
        var (zone, expression) = Split(schedule);
        if (Interval(expression) is { } interval)
        {
            return after + interval;
        }

        DateTimeOffset? earliest = null;
        foreach (var cron in Expressions(expression))
        {
            var next = cron.GetNextOccurrence(after, zone);
            earliest = next < after + _horizon && (earliest is null || next < earliest) ? next : earliest;
        }

        return earliest;
    }

    private static (TimeZoneInfo Zone, string Expression) Split(string schedule)
    {
        var match = Zoned().Match(schedule.Trim());
        return match.Success ? (TimeZoneInfo.FindSystemTimeZoneById(match.Groups[1].Value), match.Groups[2].Value) : (TimeZoneInfo.Utc, schedule.Trim());
    }

    /// <summary>A day of the month and a day of the week are alternatives, as in the real service; Cronos wants both to hold.</summary>
    private static IEnumerable<CronExpression> Expressions(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [var minute, var hour, not ("*" or "?"), var month, not ("*" or "?")])
        {
            return [CronExpression.Parse(expression)];
        }

        return [CronExpression.Parse($"{minute} {hour} {fields[2]} {month} *"), CronExpression.Parse($"{minute} {hour} * {month} {fields[4]}")];
    }

    private static TimeSpan? Interval(string expression)
    {
        if (!expression.StartsWith("@every", StringComparison.Ordinal))
        {
            return null;
        }

        var match = Every().Match(expression);
        if (!match.Success)
        {
            throw new FormatException($"'{expression}' is not an interval.");
        }

        var interval = TimeSpan.Zero;
        for (var i = 0; i < match.Groups[1].Captures.Count; i++)
        {
            var amount = double.Parse(match.Groups[1].Captures[i].Value, CultureInfo.InvariantCulture);
            interval += match.Groups[2].Captures[i].Value switch
            {
                "h" => TimeSpan.FromHours(amount),
                "m" => TimeSpan.FromMinutes(amount),
                "s" => TimeSpan.FromSeconds(amount),
                _ => TimeSpan.FromMilliseconds(amount),
            };
        }

        // Whole seconds, at least one, as in the real service.
        return interval < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(Math.Floor(interval.TotalSeconds));
    }

    [GeneratedRegex(@"^(?:CRON_)?TZ=(\S+)\s+(.*)$", RegexOptions.Singleline)]
    private static partial Regex Zoned();

    [GeneratedRegex(@"^@every\s+(?:(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s))+$")]
    private static partial Regex Every();
}
