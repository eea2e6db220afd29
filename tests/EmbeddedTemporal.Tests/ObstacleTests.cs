using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using Grpc.Core;
using Microsoft.Data.Sqlite;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>The disk is full, or another program locks the database: acknowledged changes stay, all others are refused, and work continues afterwards.</summary>
public sealed class ObstacleTests
{
    private static readonly TimeSpan _timer = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task While_another_program_locks_the_database_calls_are_refused_and_work_continues_afterwards()
    {
        var clock = new AdjustableClock();
        await using var service = await TestService.StartAsync(clock);
        await service.StartWorkflowAsync("timer");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Timer("t", _timer));
        await service.StartWorkflowAsync("waiting");
        await service.StartWorkflowAsync("signalled", r => r.TaskQueue.Name = "other");
        using (var other = new SqliteConnection($"Data Source={service.DatabasePath};Pooling=False"))
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
            var underWay = await Assert.ThrowsAsync<RpcException>(() => service.SignalAsync("signalled", "under way", "r1"));
            Assert.Equal(StatusCode.Unavailable, underWay.StatusCode);
            Assert.Contains($"'{service.DatabasePath}' is in use by another process", underWay.Status.Detail, StringComparison.Ordinal);

            // From here on nothing is taken that would have to wait; what is due stays due.
            await Assert.ThrowsAsync<RpcException>(() => service.SignalAsync("signalled", "refused", "r2"));
            await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("refused"));
            await Assert.ThrowsAsync<RpcException>(() => service.PollWorkflowTaskAsync());
            clock.Pass(_timer);
            Assert.DoesNotContain(EventType.WorkflowExecutionSignaled, await service.HistoryAsync("signalled"));
            other.Execute("COMMIT");
        }

        await UntilItWritesAsync(service);
        Assert.Equal(["under way"], await SignalsAsync(service, "signalled"));
        await service.SignalAsync("signalled", "under way", "r1");
        Assert.Equal(["under way"], await SignalsAsync(service, "signalled"));
        Assert.Equal("waiting", (await service.PollWorkflowTaskAsync()).WorkflowExecution.WorkflowId);
        await Assert.ThrowsAsync<RpcException>(() => service.HistoryAsync("refused"));

        // A timer that could not be written is tried again by the clock.
        clock.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal("timer", (await service.PollWorkflowTaskAsync()).WorkflowExecution.WorkflowId);
    }

    [Fact]
    public async Task On_a_full_disk_callers_get_an_error_and_a_restart_finds_everything_acknowledged()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.Server.Service.WriteAsync(connection => connection.Execute("PRAGMA max_page_count=1"));
        var acknowledged = 0;
        RpcException? refused = null;
        while (refused is null)
        {
            try
            {
                await service.SignalAsync("w", $"{acknowledged}");
                acknowledged++;
            }
            catch (RpcException e)
            {
                refused = e;
            }
        }

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.StartsWith($"The disk that holds '{service.DatabasePath}' is full. Free some space", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(StatusCode.ResourceExhausted, (await Assert.ThrowsAsync<RpcException>(() => service.StartWorkflowAsync("new"))).StatusCode);
        Assert.False(service.Server.Failure.IsCompleted);
        Assert.Equal(acknowledged, (await SignalsAsync(service, "w")).Count);

        await service.RestartAsync();
        Assert.Equal([.. Enumerable.Range(0, acknowledged).Select(i => $"{i}")], await SignalsAsync(service, "w"));
        await service.StartWorkflowAsync("new");
    }

    /// <summary>The service retries once a second.</summary>
    private static async Task UntilItWritesAsync(TestService service)
    {
        while (true)
        {
            try
            {
                await service.StartWorkflowAsync("probe", r => (r.TaskQueue.Name, r.RequestId) = ("other", "probe"));
                return;
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task<List<string>> SignalsAsync(TestService service, string workflowId)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId } };
        var signals = new List<string>();
        do
        {
            var page = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(request);
            signals.AddRange(page.History.Events.Where(e => e.EventType == EventType.WorkflowExecutionSignaled).Select(e => e.WorkflowExecutionSignaledEventAttributes.SignalName));
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
        return signals;
    }
}
