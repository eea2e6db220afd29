using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Tests;

public sealed class DurabilityTests
{
    [Fact]
    public async Task A_workflow_continues_where_it_was_after_every_restart()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.RestartAsync();
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        await service.RestartAsync();
        var activity = await service.PollActivityTaskAsync();
        await service.RestartAsync();
        await service.CompleteActivityAsync(activity);
        await service.SignalAsync("w", "s");
        await service.RestartAsync();
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Complete());
        await service.RestartAsync();

        Assert.Equal(
            [
                EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted,
                EventType.ActivityTaskScheduled, EventType.ActivityTaskStarted, EventType.ActivityTaskCompleted,
                EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionCompleted,
            ],
            await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task Work_of_a_worker_that_died_with_the_service_is_retried_at_once()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a", a => a.StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1))));
        var lost = await service.PollActivityTaskAsync();
        await service.RestartAsync(worker => worker == "test");
        var again = await service.PollActivityTaskAsync();

        Assert.Equal((1, 2), (lost.Attempt, again.Attempt));
        await Assert.ThrowsAsync<RpcException>(() => service.CompleteActivityAsync(lost));
        await service.CompleteActivityAsync(again);
    }

    [Fact]
    public async Task Work_of_a_worker_that_is_alive_is_left_to_it()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        var begun = await service.PollActivityTaskAsync();
        await service.RestartAsync(worker => worker != "test");

        await service.CompleteActivityAsync(begun);
    }

    [Fact]
    public async Task No_worker_has_an_attempt_that_a_crash_could_forget()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        using var disk = new ManualResetEventSlim();
        var busy = service.Server.Service.WriteAsync(_ => disk.Wait());
        var polled = service.PollActivityTaskAsync();
        var first = await Task.WhenAny(polled, Task.Delay(TimeSpan.FromSeconds(1)));
        disk.Set();
        await busy;

        Assert.NotEqual(polled, first);
        Assert.Equal(1, (await polled).Attempt);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Acknowledged_changes_survive_a_crash_at_any_moment(int seed)
    {
        var random = new Random(seed);
        await using var service = await TestService.StartAsync();
        var acknowledged = 0;
        await service.StartWorkflowAsync("w");
        for (var crash = 0; crash < 4; crash++)
        {
            var burst = Enumerable.Range(0, random.Next(5, 30)).Select(async _ =>
            {
                await service.SignalAsync("w", "s");
                Interlocked.Increment(ref acknowledged);
            }).ToList();
            await Task.WhenAny(burst);
            // A copy of the files as they are now is what a crash leaves behind; the rest of the burst is still on its way.
            var known = Volatile.Read(ref acknowledged);
            using var crashed = service.CopyFiles();
            await Task.WhenAll(burst);
            await using var survivor = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = crashed.DatabasePath, Port = 0 });
            using var client = new GrpcClient(survivor.Address);
            var history = await TestService.HistoryAsync(client, "w");
            Assert.InRange(history.Count(e => e == EventType.WorkflowExecutionSignaled), known, acknowledged);
            Assert.Equal(EventType.WorkflowExecutionStarted, history[0]);
        }
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_any_more_stops_the_service_and_says_so()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await Assert.ThrowsAsync<DatabaseException>(() => service.Server.Service.WriteAsync(connection => connection.Execute("INSERT INTO no_such_table VALUES (1)")));
        var refused = await Assert.ThrowsAsync<RpcException>(() => service.SignalAsync("w", "s"));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.IsType<DatabaseException>(await service.Server.Failure);
        await service.RestartAsync();
        await service.SignalAsync("w", "s");
        Assert.Single(await service.HistoryAsync("w"), e => e == EventType.WorkflowExecutionSignaled);
    }
}
