using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TestService.V1;

namespace EmbeddedTemporal.Tests.StandaloneActivities;

/// <summary>Standalone activities survive restarts and crashes, and are removed when their time is over.</summary>
public sealed class ActivityRestartTests
{
    [Fact]
    public async Task Open_and_closed_activities_survive_a_restart()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(id: "done");
        await driver.CompleteAsync(await driver.TakeAsync());
        await driver.StartAsync(r => r.RetryPolicy = new() { InitialInterval = ActivityDriver.Seconds(10) });
        await driver.FailAsync(await driver.TakeAsync());
        var before = await driver.DescribeAsync();

        await service.RestartAsync();

        driver = new ActivityDriver(service.Client);
        Assert.Equal(before, await driver.DescribeAsync());
        Assert.Equal(ActivityDriver.Payloads("result"), (await driver.OutcomeAsync("done")).Result);
        clock.Pass(TimeSpan.FromSeconds(10));
        var second = await driver.TakeAsync();
        Assert.Equal(("a", 2), (second.ActivityId, second.Attempt));
        await service.RestartAsync();
        driver = new ActivityDriver(service.Client);
        await driver.CompleteAsync(second);
        Assert.Equal(ActivityDriver.Payloads("result"), (await driver.OutcomeAsync()).Result);
        await driver.StartAsync(id: "new");
        Assert.Equal(["new", "a", "done"], await driver.ListAsync());
    }

    [Fact]
    public async Task An_attempt_of_a_worker_that_died_with_the_service_is_given_to_another_at_once()
    {
        await using var service = await TestService.StartAsync();
        await new ActivityDriver(service.Client).StartAsync(r => (r.HeartbeatTimeout, r.RetryPolicy) = (ActivityDriver.Seconds(300), new() { InitialInterval = ActivityDriver.Seconds(0.001) }));
        await new ActivityDriver(service.Client).TakeAsync("dead");

        await service.RestartAsync(identity => identity == "dead");

        Assert.Equal(2, (await new ActivityDriver(service.Client).TakeAsync()).Attempt);
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_crash_at_any_commit()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => r.RetryPolicy = new() { InitialInterval = ActivityDriver.Seconds(0.001) });
        var first = await driver.TakeAsync();
        await driver.HeartbeatAsync(first, "half");
        await driver.FailAsync(first);
        await driver.CompleteAsync(await driver.TakeAsync());

        var attempts = new List<(int, long)>();
        var crashes = await CrashPoints.TryAllAsync(service, SurviveAsync, async client => (await new ActivityDriver(client).CountAsync()).Count > 0);

        // After the start, the first attempt, its heartbeat, its failure, the second attempt and its result.
        Assert.Equal(6, crashes);
        Assert.Equal([(1, 0), (1, 0), (1, 1), (2, 1), (2, 1), (2, 1)], attempts);

        async Task SurviveAsync(GrpcClient client)
        {
            var survivor = new ActivityDriver(client);
            var info = await survivor.InfoAsync();
            attempts.Add((info.Attempt, info.TotalHeartbeatCount));
            if (info.Status == ActivityExecutionStatus.Running)
            {
                // The worker lives, and its token is still good.
                await (info.RunState == PendingActivityState.Started
                    ? client.CallAsync(new Temporalio.Api.WorkflowService.V1.RespondActivityTaskCompletedByIdRequest { Namespace = TestService.Namespace, ActivityId = "a", Result = ActivityDriver.Payloads("result") })
                    : survivor.CompleteAsync(await survivor.TakeAsync()));
            }

            Assert.Equal(ActivityDriver.Payloads("result"), (await survivor.OutcomeAsync()).Result);
            Assert.Equal(1, (await survivor.CountAsync()).Count);
        }
    }

    [Fact]
    public async Task Retention_removes_closed_activities_with_their_values()
    {
        await using var service = await TestService.StartAsync(options => options with
        {
            Retention = TimeSpan.FromHours(1),
            SearchAttributes = new Dictionary<string, IndexedValueType> { ["Customer"] = IndexedValueType.Keyword },
        });
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => r.SearchAttributes = new() { IndexedFields = { ["Customer"] = new() { Data = Google.Protobuf.ByteString.CopyFromUtf8("\"acme\"") } } }, id: "old");
        await driver.CompleteAsync(await driver.TakeAsync());
        await driver.StartAsync(id: "young");
        await driver.CompleteAsync(await driver.TakeAsync());
        await driver.StartAsync(id: "open");

        await service.RestartAsync(whileDown: () => Sql(service.DatabasePath, "UPDATE standalone_activities SET close_time = 0 WHERE activity_id = 'old'"));

        driver = new ActivityDriver(service.Client);
        while ((await driver.CountAsync()).Count > 2)
        {
            await service.Server.Service.SettleAsync();
        }

        Assert.Equal(["open", "young"], await driver.ListAsync());
        await service.StopAsync();
        Assert.Equal(0L, Sql(service.DatabasePath, "SELECT count(*) FROM attribute_values WHERE run_key < 0"));
    }

    [Fact]
    public async Task A_damaged_activity_is_set_aside_and_can_be_deleted()
    {
        await using var service = await TestService.StartAsync();
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync();
        await driver.StartAsync(id: "sound");
        var damaged = new List<DamagedRun>();

        await service.RestartAsync(whileDown: () => Sql(service.DatabasePath, "UPDATE standalone_activities SET transitions = 7 WHERE activity_id = 'a'"), onRunDamaged: damaged.Add);

        driver = new ActivityDriver(service.Client);
        Assert.Equal("a", Assert.Single(damaged).WorkflowId);
        Assert.Equal(StatusCode.DataLoss, (await Assert.ThrowsAsync<RpcException>(() => driver.DescribeAsync())).StatusCode);
        Assert.Equal("sound", (await driver.TakeAsync()).ActivityId);
        Assert.Equal(["sound"], await driver.ListAsync());
        await driver.DeleteAsync();
        await driver.StartAsync();
        Assert.Equal(ActivityExecutionStatus.Running, (await driver.InfoAsync()).Status);
    }

    [Fact]
    public async Task Skipped_time_waits_for_an_attempt_and_passes_between_attempts()
    {
        var clock = new TimeSkippingClock();
        await using var service = await TestService.StartAsync(clock);
        var driver = new ActivityDriver(service.Client);
        await driver.StartAsync(r => (r.ScheduleToCloseTimeout, r.StartToCloseTimeout, r.RetryPolicy) = (null, ActivityDriver.Seconds(36_000), new() { InitialInterval = ActivityDriver.Seconds(3_600) }));
        await service.Client.CallAsync(new UnlockTimeSkippingRequest());

        await driver.FailAsync(await driver.TakeAsync());
        var second = await driver.TakeAsync();
        await driver.CompleteAsync(second);

        Assert.Equal(2, second.Attempt);
        var info = await driver.InfoAsync();
        Assert.InRange((info.CloseTime - info.ScheduleTime).ToTimeSpan(), TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    private static object? Sql(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
