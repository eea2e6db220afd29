using System.Globalization;
using Cronos;
using EmbeddedTemporal.Schedules;
using FsCheck.Xunit;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>Strings in specs become calendars of ranges and intervals, as the real service describes them.</summary>
public sealed class CanonicalSpecTests
{
    [Theory]
    [InlineData("0 12 * * MON", "0", "0", "12", "1-31", "1-12", "", "1")]
    [InlineData("*/15 8-18/2 1,15 jan-mar *", "0", "0-59/15", "8-18/2", "1 15", "1-3", "", "0-6")]
    [InlineData("5/20 * * * *", "0", "5-59/20", "0-23", "1-31", "1-12", "", "0-6")]
    [InlineData("0 0 * * 5-7", "0", "0", "0", "1-31", "1-12", "", "5-6 0")]
    [InlineData("0 0 * * 7", "0", "0", "0", "1-31", "1-12", "", "0")]
    [InlineData("0 0 * * Sunday", "0", "0", "0", "1-31", "1-12", "", "0")]
    [InlineData("0 0 1 1 * 2030", "0", "0", "0", "1", "1", "2030", "0-6")]
    [InlineData("30 0 0 1 1 * *", "30", "0", "0", "1", "1", "", "0-6")]
    [InlineData("@yearly", "0", "0", "0", "1", "1", "", "0-6")]
    [InlineData("@monthly", "0", "0", "0", "1", "1-12", "", "0-6")]
    [InlineData("@weekly", "0", "0", "0", "1-31", "1-12", "", "0")]
    [InlineData("@daily", "0", "0", "0", "1-31", "1-12", "", "0-6")]
    [InlineData("@hourly", "0", "0", "0-23", "1-31", "1-12", "", "0-6")]
    public void A_cron_string_becomes_a_calendar(string cron, string second, string minute, string hour, string day, string month, string year, string weekday)
    {
        var calendar = Canonical(cron).StructuredCalendar.Single();

        Assert.Equal(
            [second, minute, hour, day, month, year, weekday],
            new[] { calendar.Second, calendar.Minute, calendar.Hour, calendar.DayOfMonth, calendar.Month, calendar.Year, calendar.DayOfWeek }.Select(Show));
    }

    [Theory]
    [InlineData("@every 14h/3h", 14 * 3_600, 3 * 3_600)]
    [InlineData("@every 1h30m", 5_400, 0)]
    [InlineData("CRON_TZ=Europe/Berlin @every 2d", 2 * 86_400, 0)]
    public void Every_becomes_an_interval(string cron, int interval, int phase)
    {
        var canonical = Canonical(cron).Interval.Single();

        Assert.Equal((interval, phase), (canonical.Interval.Seconds, canonical.Phase?.Seconds ?? 0));
    }

    [Fact]
    public void A_time_zone_and_a_comment_are_taken_out_of_the_string()
    {
        var canonical = Canonical("CRON_TZ=Europe/Berlin 0 9 * * * # good morning");

        Assert.Equal(("Europe/Berlin", "good morning"), (canonical.TimezoneName, canonical.StructuredCalendar.Single().Comment));
        Assert.Empty(canonical.CronString);
    }

    [Theory]
    [InlineData("nonsense", "malformed expression")]
    [InlineData("TZ=Europe/Berlin", "malformed expression")]
    [InlineData("@every", "malformed expression")]
    [InlineData("@every soon", "time: invalid duration \"soon\"")]
    [InlineData("@every 1ms", "interval is too small")]
    [InlineData("@every 1h/2h", "phase cannot be greater than Interval")]
    [InlineData("60 * * * *", "out of range")]
    [InlineData("5-1 * * * *", "out of range")]
    [InlineData("*/0 * * * *", "malformed expression")]
    [InlineData("x * * * *", "strconv.Atoi: parsing \"x\": invalid syntax")]
    public void An_unreadable_string_is_refused_with_the_reason(string cron, string reason) =>
        Assert.Equal(reason, Assert.Throws<ScheduleSpecException>(() => Canonical(cron)).Message);

    [Fact]
    public void Two_time_zones_are_one_too_many() =>
        Assert.Equal("conflicting timezone names", Assert.Throws<ScheduleSpecException>(() => Canonical("TZ=Europe/Berlin 0 9 * * *", "0 9 * * *")).Message);

    [Fact]
    public void All_errors_of_a_calendar_are_named()
    {
        var spec = new ScheduleSpec { StructuredCalendar = { new StructuredCalendarSpec { Hour = { new Range { Start = 24 } }, Month = { new Range { Start = 5, End = 13, Step = -1 } }, Comment = new string('x', 201) } } };

        Assert.Equal(
            "invalid calendar spec: Hour Start is not in range [0-23], Month End is before Start or not in range [1-12], Month has invalid Step, comment is too long",
            Assert.Throws<ScheduleSpecException>(() => CanonicalSpec.Of(spec)).Message);
    }

    [Property(MaxTest = 200)]
    public void Cronos_finds_the_same_times(byte minute, byte hour, byte day, byte month, bool byWeekday, int after)
    {
        var cron = string.Create(CultureInfo.InvariantCulture, $"{minute % 60}/{1 + (hour % 20)} {hour % 24} {(byWeekday ? "*" : $"{1 + (day % 28)}")} {1 + (month % 12)}-12 {(byWeekday ? $"{day % 7}" : "*")}");
        var times = new ScheduleTimes(Canonical(cron), "");
        var from = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(12_000) + TimeSpan.FromSeconds(Math.Abs((long)after) % 500_000_000);
        for (var i = 0; i < 20; i++)
        {
            var next = times.Next(from)!.Value.Nominal;

            Assert.Equal(CronExpression.Parse(cron).GetNextOccurrence(from, TimeZoneInfo.Utc), next);
            from = next;
        }
    }

    private static ScheduleSpec Canonical(params string[] cron) => CanonicalSpec.Of(new ScheduleSpec { CronString = { cron } });

    private static string Show(IEnumerable<Range> ranges) =>
        string.Join(' ', ranges.Select(r => $"{r.Start}{(r.End == 0 ? "" : $"-{r.End}")}{(r.Step == 0 ? "" : $"/{r.Step}")}"));
}
