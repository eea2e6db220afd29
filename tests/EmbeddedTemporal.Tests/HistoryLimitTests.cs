using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>A history that grows without end is warned of, and ended where the real service ends it.</summary>
public sealed class HistoryLimitTests : IDisposable
{
    // Less than the 4 MiB that a request may have.
    private const int MaxRequestBytes = 3 * 1024 * 1024;

    private readonly RecordedLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_run_ends_at_51_200_events()
    {
        await using var service = await TestService.StartAsync(log: _log);
        var task = await StartAsync(service);
        Assert.False(Started(task).SuggestContinueAsNew);
        task = await GrowAsync(service, task, markers: 4_096, bytes: 0);
        Assert.True(Started(task).SuggestContinueAsNew);
        Assert.DoesNotContain(_log.Lines, l => l.Level == LogLevel.Warning);
        task = await GrowAsync(service, task, markers: 6_144, bytes: 0);
        Assert.Contains(_log.Lines, l => l.Level == LogLevel.Warning && l.Message.Contains("it will be terminated at 51200 events", StringComparison.Ordinal));
        for (var i = 0; i < 4; i++)
        {
            task = await GrowAsync(service, task, markers: 10_000, bytes: 0);
        }

        await EndAsync(service, task, markers: 1_000, bytes: 0, "Workflow history count exceeds limit.");
    }

    [Fact]
    public async Task A_run_ends_at_50_MB()
    {
        await using var service = await TestService.StartAsync(log: _log);
        var task = await StartAsync(service);
        task = await GrowAsync(service, task, markers: 5, bytes: 1024 * 1024);
        Assert.True(Started(task).SuggestContinueAsNew);
        Assert.DoesNotContain(_log.Lines, l => l.Message.Contains("it will be terminated", StringComparison.Ordinal));
        task = await GrowAsync(service, task, markers: 5, bytes: 1024 * 1024);
        Assert.Contains(_log.Lines, l => l.Level == LogLevel.Warning && l.Message.Contains("or 52428800 bytes", StringComparison.Ordinal));
        task = await GrowAsync(service, task, markers: 20, bytes: 1024 * 1024);
        task = await GrowAsync(service, task, markers: 19, bytes: 1024 * 1024);
        await EndAsync(service, task, markers: 1, bytes: 1024 * 1024, "Workflow history size exceeds limit.");
    }

    [Fact]
    public async Task A_run_without_a_worker_ends_there_too()
    {
        await using var service = await TestService.StartAsync(log: _log);
        await service.StartWorkflowAsync("w");
        var signal = new SignalWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new() { WorkflowId = "w" }, SignalName = "s", Input = Megabyte() };
        for (var i = 0; i < 50; i++)
        {
            await service.Client.CallAsync(signal);
        }

        var closed = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
        {
            Namespace = TestService.Namespace,
            Execution = new() { WorkflowId = "w" },
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        Assert.Equal("Workflow history size exceeds limit.", closed.History.Events.Single().WorkflowExecutionTerminatedEventAttributes?.Reason);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.Client.CallAsync(signal))).StatusCode);
    }

    [Fact]
    public async Task A_workflow_task_is_sent_again_if_more_than_2_MB_arrive_while_it_is_running()
    {
        await using var service = await TestService.StartAsync();
        var task = await StartAsync(service);
        var signal = new SignalWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = new() { WorkflowId = "w" }, SignalName = "s", Input = Megabyte() };
        await service.Client.CallAsync(signal);
        Assert.DoesNotContain(EventType.WorkflowTaskFailed, await service.HistoryAsync("w"));
        await service.Client.CallAsync(signal);
        await service.Client.CallAsync(signal);
        Assert.Equal(WorkflowTaskFailedCause.ForceCloseCommand, (await service.PollWorkflowTaskAsync()).History.Events
            .Single(e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.CompleteAsync(task))).StatusCode);
    }

    private static Payloads Megabyte() => new() { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[1024 * 1024]) } } };

    private static async Task<PollWorkflowTaskQueueResponse> StartAsync(TestService service)
    {
        await service.StartWorkflowAsync("w");
        return await service.PollWorkflowTaskAsync();
    }

    private static async Task<PollWorkflowTaskQueueResponse> GrowAsync(TestService service, PollWorkflowTaskQueueResponse task, int markers, int bytes)
    {
        foreach (var batch in Enumerable.Repeat(Marker(bytes), markers).Chunk(bytes == 0 ? markers : MaxRequestBytes / bytes))
        {
            var answer = await service.Client.CallAsync<RespondWorkflowTaskCompletedResponse>(new RespondWorkflowTaskCompletedRequest
            {
                Namespace = TestService.Namespace,
                TaskToken = task.TaskToken,
                Commands = { batch },
                ForceCreateNewWorkflowTask = true,
                ReturnNewWorkflowTask = true,
                StickyAttributes = new() { WorkerTaskQueue = new() { Name = "sticky", Kind = TaskQueueKind.Sticky, NormalName = "queue" } },
            });
            Assert.NotNull(answer.WorkflowTask);
            task = answer.WorkflowTask;
        }

        return task;
    }

    private static async Task EndAsync(TestService service, PollWorkflowTaskQueueResponse task, int markers, int bytes, string reason)
    {
        await service.CompleteAsync(task, [.. Enumerable.Repeat(Marker(bytes), markers)]);
        var end = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
        {
            Namespace = TestService.Namespace,
            Execution = task.WorkflowExecution,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        Assert.Equal(reason, end.History.Events.Single().WorkflowExecutionTerminatedEventAttributes.Reason);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.SignalAsync("w", "s"))).StatusCode);
    }

    /// <summary>The newest event of a task that was handed over in the answer to the one before; or the page's last, which tells the same of a small history.</summary>
    private static WorkflowTaskStartedEventAttributes Started(PollWorkflowTaskQueueResponse task) =>
        task.History.Events.Last(e => e.EventType == EventType.WorkflowTaskStarted).WorkflowTaskStartedEventAttributes;

    private static Command Marker(int bytes) => new()
    {
        CommandType = CommandType.RecordMarker,
        RecordMarkerCommandAttributes = new RecordMarkerCommandAttributes
        {
            MarkerName = "m",
            Details = { ["d"] = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[bytes]) } } } },
        },
    };
}
