using System.Globalization;
using EmbeddedTemporal.Runs;

namespace EmbeddedTemporal.Tests;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("@every 1s", 1)]
    [InlineData("@every 1h30m", 5_400)]
    [InlineData("@hourly", 1_800)]
    [InlineData("0 12 * * *", 5_400)]
    [InlineData("TZ=Asia/Tokyo 0 20 * * *", 1_800)]
    [InlineData("CRON_TZ=Asia/Tokyo 0 20 * * *", 1_800)]
    // The 2nd of the month, or a Thursday: January 1st, 2026 is one.
    [InlineData("0 11 2 * THU", 1_800)]
    [InlineData("0 11 2 * *", 1_800 + 86_400)]
    public void The_pause_lasts_until_the_next_time(string schedule, int seconds)
    {
        var now = DateTimeOffset.Parse("2026-01-01T10:30:00Z", CultureInfo.InvariantCulture);
        Assert.True(CronSchedule.IsValid(schedule));
        Assert.Equal(TimeSpan.FromSeconds(seconds), CronSchedule.Backoff(schedule, now, now));
    }

    [Fact]
    public void Intervals_count_from_the_start_of_the_run()
    {
        var begun = DateTimeOffset.UnixEpoch;
        Assert.Equal(TimeSpan.FromSeconds(20), CronSchedule.Backoff("@every 30s", begun, begun + TimeSpan.FromSeconds(40)));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("@every")]
    [InlineData("@every -1s")]
    [InlineData("* * * *")]
    [InlineData("61 * * * *")]
    [InlineData("TZ=Nowhere/Land * * * * *")]
    public void An_invalid_cron_schedule_is_refused(string schedule) => Assert.False(CronSchedule.IsValid(schedule));

    [Fact]
    public void A_date_that_does_not_exist_has_no_next_time() => Assert.Null(CronSchedule.Backoff("0 0 30 2 *", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
}
