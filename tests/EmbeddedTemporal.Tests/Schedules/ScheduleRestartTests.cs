using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.TestService.V1;

namespace EmbeddedTemporal.Tests.Schedules;

/// <summary>A schedule survives restarts and crashes, and follows the clock of the service, also if that skips time.</summary>
public sealed class ScheduleRestartTests
{
    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Missed_times_are_caught_up_within_the_window()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var schedule = ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.AllowAll);
        schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(150));
        await new ScheduleDriver(service.Client).CreateAsync(schedule);
        clock.Pass(_minute);

        await service.RestartAsync(whileDown: () => clock.Pass(TimeSpan.FromMinutes(5)));

        var driver = new ScheduleDriver(service.Client);
        Assert.Equal(["w-2026-03-01T12:01:00Z", "w-2026-03-01T12:04:00Z", "w-2026-03-01T12:05:00Z", "w-2026-03-01T12:06:00Z"], await driver.RunsAsync());
        Assert.Equal((4, 2), (await driver.InfoAsync()) is var info ? (info.ActionCount, info.MissedCatchupWindow) : default);
        clock.Pass(_minute);
        Assert.Equal(5, (await driver.InfoAsync()).ActionCount);
    }

    [Fact]
    public async Task The_buffer_is_bounded_when_many_times_were_missed()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var schedule = ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.BufferAll);
        schedule.Spec.Interval[0].Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));
        await new ScheduleDriver(service.Client).CreateAsync(schedule);

        await service.RestartAsync(whileDown: () => clock.Pass(TimeSpan.FromSeconds(12_000)));

        var info = await new ScheduleDriver(service.Client).UntilAsync(i =>
        {
            clock.Pass(TimeSpan.FromMilliseconds(1));
            return i.BufferDropped > 10_000;
        });
        Assert.Equal((1, 1_000), (info.ActionCount, info.BufferSize));
    }

    [Fact]
    public async Task A_catch_up_window_is_at_least_10_seconds()
    {
        await using var service = await TestService.StartAsync(new AdjustableClock());
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));
        var driver = new ScheduleDriver(service.Client);
        await driver.CreateAsync(schedule);

        Assert.Equal(10, (await driver.DescribeAsync()).Schedule.Policies.CatchupWindow.Seconds);
    }

    [Fact]
    public async Task Definition_and_progress_survive_a_restart()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ScheduleDriver(service.Client);
        await driver.CreateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.BufferAll), r => r.RequestId = "create");
        clock.Pass(TimeSpan.FromMinutes(3));
        await driver.UpdateAsync(ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.BufferAll), r => r.RequestId = "update");
        var before = await driver.DescribeAsync();

        await service.RestartAsync();

        driver = new ScheduleDriver(service.Client);
        Assert.Equal(before, await driver.DescribeAsync());
        await driver.UpdateAsync(ScheduleDriver.EveryMinute(), r => r.RequestId = "update");
        await driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.RequestId = "create");
        Assert.Equal(before, await driver.DescribeAsync());
        await driver.DeleteAsync();
        await service.RestartAsync();
        Assert.Empty(await new ScheduleDriver(service.Client).ListAsync());
    }

    [Fact]
    public async Task Each_time_starts_exactly_one_run_after_a_crash_at_any_commit()
    {
        const int Actions = 3;
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await using (new ScriptedWorker(service.Client, "queue", _ => [Commands.Complete()]))
        {
            var driver = new ScheduleDriver(service.Client);
            var schedule = ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.BufferAll);
            schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = Actions };
            await driver.CreateAsync(schedule);
            for (var i = 1; i <= Actions; i++)
            {
                clock.Pass(_minute);
                await driver.UntilAsync(info => info.ActionCount == i && info.RunningWorkflows.Count == 0);
            }
        }

        var crashes = await CrashPoints.TryAllAsync(service, SurviveAsync, async client => await new ScheduleDriver(client).CountAsync() > 0, clock);

        Assert.InRange(crashes, Actions * 3, int.MaxValue);

        async Task SurviveAsync(GrpcClient client)
        {
            // A workflow task of the worker that died with the service times out.
            clock.Pass(TimeSpan.FromSeconds(11));
            var driver = new ScheduleDriver(client);
            await using (new ScriptedWorker(client, "queue", _ => [Commands.Complete()]))
            {
                await driver.UntilAsync(info => info.ActionCount == Actions && info.RunningWorkflows.Count == 0);
            }

            Assert.Equal(["w-2026-03-01T12:01:00Z", "w-2026-03-01T12:02:00Z", "w-2026-03-01T12:03:00Z"], await driver.RunsAsync());
        }
    }

    [Fact]
    public async Task A_damaged_schedule_is_set_aside_and_can_be_deleted()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ScheduleDriver(service.Client);
        await driver.CreateAsync(ScheduleDriver.EveryMinute());
        await driver.CreateAsync(ScheduleDriver.EveryMinute(), r => r.ScheduleId = "sound");
        await service.Server.Service.WriteAsync(connection =>
        {
            using var update = connection.CreateCommand();
            update.CommandText = "UPDATE schedules SET progress = X'00' WHERE schedule_id = 's'";
            update.ExecuteNonQuery();
        });

        await service.RestartAsync();

        driver = new ScheduleDriver(service.Client);
        Assert.Equal(StatusCode.DataLoss, (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync())).StatusCode);
        Assert.Equal("s", service.Server.DamagedRuns.Single().WorkflowId);
        Assert.Equal(["sound"], await driver.ListAsync());
        await driver.DeleteAsync();
        await driver.CreateAsync(ScheduleDriver.EveryMinute());
        Assert.Equal(["s", "sound"], await driver.ListAsync());
    }

    [Fact]
    public async Task A_clock_that_skips_time_drives_it()
    {
        var clock = new TimeSkippingClock(new AdjustableClock());
        await using var service = await TestService.StartAsync(clock);
        var driver = new ScheduleDriver(service.Client);
        var schedule = ScheduleDriver.EveryMinute();
        schedule.Spec = new ScheduleSpec { CronString = { "0 18 * * *" } };
        await driver.CreateAsync(schedule);
        await using (new ScriptedWorker(service.Client, "queue", _ => [Commands.Complete()]))
        {
            await service.Client.CallAsync("UnlockTimeSkippingWithSleep", new SleepRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromDays(3)) });
            await driver.UntilAsync(info => info.ActionCount == 3 && info.RunningWorkflows.Count == 0);
        }

        Assert.Equal(["w-2026-03-01T18:00:00Z", "w-2026-03-02T18:00:00Z", "w-2026-03-03T18:00:00Z"], await driver.RunsAsync("Completed"));
    }

    [Fact]
    public async Task Time_does_not_skip_while_a_run_that_has_ended_lets_the_next_one_start()
    {
        var clock = new TimeSkippingClock(new AdjustableClock());
        await using var service = await TestService.StartAsync(clock);
        var driver = new ScheduleDriver(service.Client);
        var schedule = ScheduleDriver.EveryMinute(ScheduleOverlapPolicy.BufferAll);
        schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = 5 };
        await driver.CreateAsync(schedule);

        // The first run takes three minutes, so that the others wait for it.
        await using (new ScriptedWorker(service.Client, "queue", task => task.WorkflowExecution.WorkflowId == "w-2026-03-01T12:01:00Z" && task.PreviousStartedEventId == 0
            ? [Commands.Timer("t", TimeSpan.FromSeconds(200))] : [Commands.Complete()]))
        {
            await service.Client.CallAsync("UnlockTimeSkippingWithSleep", new SleepRequest { Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(6)) });
            var info = await driver.UntilAsync(i => i.ActionCount == 5 && i.RunningWorkflows.Count == 0);
            Assert.Equal(["12:01:00", "12:04:20", "12:04:20", "12:04:20", "12:05:00"], info.RecentActions.Select(a => $"{a.ActualTime.ToDateTime():HH:mm:ss}"));
        }
    }
}
