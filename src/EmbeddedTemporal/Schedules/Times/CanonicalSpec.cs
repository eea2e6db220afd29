using EmbeddedTemporal.Runs;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Schedules;

/// <summary>A spec in the form in which it is kept and described: structured calendars and intervals only.</summary>
internal static class CanonicalSpec
{
    private const int MaxCommentLength = 200;

    // Each is looked at for each time that is calculated.
    private const int MaxParts = 500;

    /// <exception cref="ScheduleSpecException">Something in it cannot be understood.</exception>
    public static ScheduleSpec Of(ScheduleSpec spec)
    {
        var canonical = spec.Clone();
        canonical.StructuredCalendar.AddRange(spec.Calendar.Select(CalendarStrings.Parse));
        canonical.Calendar.Clear();
        canonical.ExcludeStructuredCalendar.AddRange(spec.ExcludeCalendar.Select(CalendarStrings.Parse));
        canonical.ExcludeCalendar.Clear();
        AddCron(canonical, [.. spec.CronString.Select(CronStrings.Parse)]);
        canonical.CronString.Clear();
        Check(canonical);
        return canonical;
    }

    /// <summary>The spec with the values that empty fields of ranges stand for, as descriptions show it.</summary>
    public static ScheduleSpec Shown(ScheduleSpec canonical)
    {
        var shown = canonical.Clone();
        foreach (var range in shown.StructuredCalendar.Concat(shown.ExcludeStructuredCalendar).SelectMany(Ranges))
        {
            range.End = Math.Max(range.Start, range.End);
            range.Step = Math.Max(1, range.Step);
        }

        return shown;
    }

    private static void AddCron(ScheduleSpec canonical, List<CronMeaning> cron)
    {
        canonical.StructuredCalendar.AddRange(cron.Select(c => c.Calendar).OfType<StructuredCalendarSpec>());
        canonical.Interval.AddRange(cron.Select(c => c.Interval).OfType<IntervalSpec>());

        // An interval has no time zone.
        var zones = cron.Where(c => c.Calendar is not null).Select(c => c.TimeZone).Distinct(StringComparer.Ordinal).ToList();
        if (zones.Count > 1)
        {
            throw new ScheduleSpecException("conflicting timezone names");
        }

        if (zones is [{ Length: > 0 } zone])
        {
            if ((canonical.TimezoneName.Length > 0 && canonical.TimezoneName != zone) || !canonical.TimezoneData.IsEmpty)
            {
                throw new ScheduleSpecException("conflicting timezone names");
            }

            canonical.TimezoneName = zone;
        }
    }

    private static void Check(ScheduleSpec spec)
    {
        if (!spec.TimezoneData.IsEmpty)
        {
            throw new ScheduleSpecException("timezone_data is not supported by the embedded Temporal service: name the time zone");
        }

        var parts = spec.StructuredCalendar.Count + spec.Interval.Count + spec.ExcludeStructuredCalendar.Count;
        if (parts > MaxParts)
        {
            throw new ScheduleSpecException($"{parts} calendars and intervals exceed the limit of {MaxParts}");
        }

        foreach (var calendar in spec.StructuredCalendar.Concat(spec.ExcludeStructuredCalendar))
        {
            Check(calendar);
        }

        foreach (var interval in spec.Interval)
        {
            Check(interval);
        }

        if (Durations.Problem(spec.Jitter) is { } problem)
        {
            throw new ScheduleSpecException($"jitter: {problem}");
        }
    }

    private static void Check(StructuredCalendarSpec calendar)
    {
        List<string> problems =
        [
            .. Problems("Second", calendar.Second, 0, 59),
            .. Problems("Minute", calendar.Minute, 0, 59),
            .. Problems("Hour", calendar.Hour, 0, 23),
            .. Problems("DayOfMonth", calendar.DayOfMonth, 1, 31),
            .. Problems("Month", calendar.Month, 1, 12),
            .. Problems("Year", calendar.Year, CalendarYears.First, CalendarYears.Last),
            .. Problems("DayOfWeek", calendar.DayOfWeek, 0, 6),
        ];
        if (calendar.Comment.Length > MaxCommentLength)
        {
            problems.Add("comment is too long");
        }

        if (problems.Count > 0)
        {
            throw new ScheduleSpecException($"invalid calendar spec: {string.Join(", ", problems)}");
        }
    }

    private static IEnumerable<string> Problems(string field, IEnumerable<Range> ranges, int min, int max)
    {
        foreach (var range in ranges)
        {
            if (range.Start < min || range.Start > max)
            {
                yield return $"{field} Start is not in range [{min}-{max}]";
            }

            if (range.End != 0 && (range.End < range.Start || range.End > max))
            {
                yield return $"{field} End is before Start or not in range [{min}-{max}]";
            }

            if (range.Step < 0)
            {
                yield return $"{field} has invalid Step";
            }
        }
    }

    private static void Check(IntervalSpec interval)
    {
        if ((interval.Interval ?? new Duration()) is { Seconds: < 1 })
        {
            throw new ScheduleSpecException("interval is too small");
        }

        var (every, phase) = (Durations.Of(interval.Interval), interval.Phase ?? new Duration());
        if (phase.Seconds < 0 || phase.Nanos < 0)
        {
            throw new ScheduleSpecException("phase is negative");
        }

        if (Durations.Of(phase) >= every)
        {
            throw new ScheduleSpecException("phase cannot be greater than Interval");
        }
    }

    private static IEnumerable<Range> Ranges(StructuredCalendarSpec calendar) =>
        [.. calendar.Second, .. calendar.Minute, .. calendar.Hour, .. calendar.DayOfMonth, .. calendar.Month, .. calendar.Year, .. calendar.DayOfWeek];
}
