using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TestService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Time as Temporal's own test server keeps it.</summary>
public sealed class TimeSkippingTests
{
    private static readonly TimeSpan _twoHours = TimeSpan.FromHours(2);

    [Fact]
    public async Task A_delay_of_2_hours_advances_2_hours_although_a_timer_of_2_days_waits()
    {
        await using var service = await StartAsync();
        await WaitWithTimerAsync(service, TimeSpan.FromDays(2));
        var before = await NowAsync(service);
        await service.Client.CallAsync("UnlockTimeSkippingWithSleep", Sleep(_twoHours));
        Assert.InRange(await NowAsync(service) - before, _twoHours, TimeSpan.FromHours(3));
        Assert.DoesNotContain(EventType.TimerFired, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task A_short_timer_fires_in_real_time_while_time_skipping_is_locked()
    {
        await using var service = await StartAsync();
        await WaitWithTimerAsync(service, TimeSpan.FromMilliseconds(200));
        _ = await service.PollWorkflowTaskAsync();
        Assert.Contains(EventType.TimerFired, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task Unlocked_time_skips_to_the_next_timer()
    {
        await using var service = await StartAsync();
        var before = await NowAsync(service);
        await WaitWithTimerAsync(service, TimeSpan.FromDays(2));
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        _ = await service.PollWorkflowTaskAsync();
        Assert.InRange(await NowAsync(service) - before, TimeSpan.FromDays(2), TimeSpan.FromDays(2.1));
    }

    [Fact]
    public async Task An_activity_may_sleep_while_its_result_is_awaited()
    {
        await using var service = await StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromDays(1))));
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        var activity = await service.PollActivityTaskAsync();
        var before = await NowAsync(service);
        await service.Client.CallAsync("UnlockTimeSkippingWithSleep", Sleep(_twoHours));
        Assert.InRange(await NowAsync(service) - before, _twoHours, TimeSpan.FromHours(3));
        await service.CompleteActivityAsync(activity);
    }

    [Fact]
    public async Task Time_does_not_skip_while_an_activity_runs()
    {
        await using var service = await StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Timer("t", TimeSpan.FromDays(2)), Commands.Activity("a"));
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        await service.CompleteActivityAsync(await service.PollActivityTaskAsync());
        _ = await service.PollWorkflowTaskAsync();
        Assert.DoesNotContain(EventType.TimerFired, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task A_sleep_and_a_sleep_until_end_when_time_has_passed_them()
    {
        await using var service = await StartAsync();
        var until = await NowAsync(service) + TimeSpan.FromHours(3);
        var sleeps = (Task[])
        [
            service.Client.CallAsync("Sleep", Sleep(_twoHours)),
            service.Client.CallAsync(new SleepUntilRequest { Timestamp = Timestamp.FromDateTimeOffset(until) }),
        ];
        while (service.Server.CallsThatWait < sleeps.Length)
        {
            await Task.Yield();
        }

        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        await Task.WhenAll(sleeps);
        Assert.True(await NowAsync(service) >= until);
        // A time in the past needs no sleep.
        await service.Client.CallAsync(new SleepUntilRequest { Timestamp = Timestamp.FromDateTimeOffset(until) });
    }

    [Fact]
    public async Task Locks_are_counted_and_one_unlock_too_many_is_refused()
    {
        await using var service = await StartAsync();
        await service.Client.CallAsync(new LockTimeSkippingRequest());
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());
        var unlock = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new UnlockTimeSkippingRequest()));
        var sleep = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync("UnlockTimeSkippingWithSleep", Sleep(_twoHours)));
        Assert.Equal((StatusCode.FailedPrecondition, StatusCode.FailedPrecondition), (unlock.StatusCode, sleep.StatusCode));
        Assert.StartsWith("Time skipping is not locked", unlock.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_on_the_machine_s_time_does_not_offer_it()
    {
        await using var service = await TestService.StartAsync();
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(new UnlockTimeSkippingRequest()));
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    private static Task<TestService> StartAsync() => TestService.StartAsync(new TimeSkippingClock());

    private static async Task WaitWithTimerAsync(TestService service, TimeSpan duration)
    {
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Timer("t", duration));
    }

    private static SleepRequest Sleep(TimeSpan duration) => new SleepRequest { Duration = Duration.FromTimeSpan(duration) };

    private static async Task<DateTimeOffset> NowAsync(TestService service) =>
        ((GetCurrentTimeResponse)await service.Client.CallAsync("GetCurrentTime", new Empty())).Time.ToDateTimeOffset();
}
