using EmbeddedTemporal.Schedules;
using FsCheck.Xunit;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Schedule.V1;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>The times of calendars against a look at every second, on usual days and on those on which clocks are set forward or back.</summary>
public sealed class CalendarTimesTests
{
    private static readonly (string Zone, DateTimeOffset Around)[] _days =
    [
        ("UTC", At(2026, 2, 28)),
        ("America/New_York", At(2026, 3, 8)),
        ("America/New_York", At(2026, 11, 1)),

        // By half an hour only.
        ("Australia/Lord_Howe", At(2026, 4, 5)),
        ("Australia/Lord_Howe", At(2026, 10, 4)),
        ("Asia/Kathmandu", At(2027, 12, 31)),
    ];

    [Property(MaxTest = 150)]
    public void Every_matching_second_is_found_once_and_no_other(int seed)
    {
        var random = new RandomSpecs(seed);
        var (zone, around) = _days[random.Below(_days.Length)];
        var (calendar, excluded) = (random.Calendar(), random.Calendar());
        var start = around - TimeSpan.FromSeconds(random.Below(86_400));
        var end = start + TimeSpan.FromDays(2);
        var times = new ScheduleTimes(new ScheduleSpec { StructuredCalendar = { calendar }, ExcludeStructuredCalendar = { excluded }, TimezoneName = zone }, "seed");

        var info = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var expected = Enumerable.Range(1, (int)(end - start).TotalSeconds).Select(s => start + TimeSpan.FromSeconds(s))
            .Where(t => TimeZoneInfo.ConvertTime(t, info) is var local && Matches(calendar, local) && !Matches(excluded, local));

        Assert.Equal(expected, Between(times, start, end).Select(t => t.Nominal));
    }

    [Property(MaxTest = 100)]
    public void Times_increase_with_jitter_and_without(int seed)
    {
        var random = new RandomSpecs(seed);
        var (zone, around) = _days[random.Below(_days.Length)];
        var spec = new ScheduleSpec
        {
            StructuredCalendar = { random.Calendar(), random.Calendar() },
            Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(60 + random.Below(5_000))), Phase = Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Below(60))) } },
            Jitter = Duration.FromTimeSpan(TimeSpan.FromSeconds(random.Below(600))),
            TimezoneName = zone,
        };
        var times = new ScheduleTimes(spec, $"{seed}");

        var found = Between(times, around, around + TimeSpan.FromHours(12)).Take(2_000).ToList();

        Assert.NotEmpty(found);
        Assert.All(found, t => Assert.InRange(t.Actual - t.Nominal, TimeSpan.Zero, spec.Jitter.ToTimeSpan()));
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.True(pair.First.Nominal < pair.Second.Nominal && pair.First.Actual < pair.Second.Actual));
        Assert.Equal(found, Between(new ScheduleTimes(spec, $"{seed}"), around, around + TimeSpan.FromHours(12)).Take(2_000));
    }

    [Fact]
    public void The_jitter_of_two_schedules_differs()
    {
        var spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } }, Jitter = Duration.FromTimeSpan(TimeSpan.FromMinutes(10)) };

        Assert.NotEqual(new ScheduleTimes(spec, "one").Next(At(2026, 1, 1)), new ScheduleTimes(spec, "other").Next(At(2026, 1, 1)));
    }

    [Fact]
    public void An_interval_counts_from_1970_with_its_phase()
    {
        var spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromDays(28)), Phase = Duration.FromTimeSpan(new TimeSpan(3, 5, 23, 0)) } } };

        Assert.Equal(new DateTimeOffset(2022, 2, 20, 5, 23, 0, TimeSpan.Zero), new ScheduleTimes(spec, "").Next(At(2022, 2, 19))?.Actual);
    }

    [Fact]
    public void A_start_and_an_end_bound_the_times()
    {
        var spec = new ScheduleSpec
        {
            Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } },
            StartTime = Timestamp.FromDateTimeOffset(At(2026, 1, 2)),
            EndTime = Timestamp.FromDateTimeOffset(At(2026, 1, 2) + TimeSpan.FromHours(1)),
        };

        var found = Between(new ScheduleTimes(spec, ""), At(2026, 1, 1), At(2026, 1, 3)).Select(t => t.Nominal);

        Assert.Equal([At(2026, 1, 2), At(2026, 1, 2) + TimeSpan.FromHours(1)], found);
    }

    [Fact]
    public void A_day_that_never_comes_and_a_spec_that_excludes_everything_have_no_time()
    {
        var always = new StructuredCalendarSpec
        {
            Second = { To(59) },
            Minute = { To(59) },
            Hour = { To(23) },
            DayOfMonth = { new Range { Start = 1, End = 31 } },
            Month = { new Range { Start = 1, End = 12 } },
            DayOfWeek = { To(6) },
        };
        var never = always.Clone();
        never.DayOfMonth.Clear();
        never.DayOfMonth.Add(new Range { Start = 30 });
        never.Month.Clear();
        never.Month.Add(new Range { Start = 2 });

        Assert.Null(new ScheduleTimes(new ScheduleSpec { StructuredCalendar = { never } }, "").Next(At(2026, 1, 1)));
        Assert.Null(new ScheduleTimes(new ScheduleSpec { StructuredCalendar = { always }, ExcludeStructuredCalendar = { always } }, "").Next(At(2026, 1, 1)));
    }

    private static DateTimeOffset At(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static Range To(int end) => new() { End = end };

    private static IEnumerable<ScheduledTime> Between(ScheduleTimes times, DateTimeOffset after, DateTimeOffset end)
    {
        for (var next = times.Next(after); next?.Nominal <= end; next = times.Next(next.Value.Actual))
        {
            yield return next.Value;
        }
    }

    private static bool Matches(StructuredCalendarSpec calendar, DateTimeOffset local) =>
        Has(calendar.Second, local.Second) && Has(calendar.Minute, local.Minute) && Has(calendar.Hour, local.Hour)
        && Has(calendar.DayOfMonth, local.Day) && Has(calendar.Month, local.Month) && Has(calendar.DayOfWeek, (int)local.DayOfWeek)
        && (calendar.Year.Count == 0 || Has(calendar.Year, local.Year));

    private static bool Has(IEnumerable<Range> ranges, int value) =>
        ranges.Any(r => value >= r.Start && value <= Math.Max(r.Start, r.End) && (value - r.Start) % Math.Max(1, r.Step) == 0);
}
