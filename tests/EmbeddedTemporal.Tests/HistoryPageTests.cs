using EmbeddedTemporal.Tests.Driving;
using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>No answer is larger than gRPC clients take, however large the history.</summary>
public sealed class HistoryPageTests
{
    private const int Signals = 20;
    private const int PayloadBytes = 1024 * 1024;

    // The default limit of gRPC clients.
    private const int MostBytes = 4 * 1024 * 1024;

    [Fact]
    public async Task A_worker_without_the_run_in_memory_reads_a_large_history_in_pages()
    {
        await using var service = await TestService.StartAsync();
        await StartLargeAsync(service);
        var task = await service.PollWorkflowTaskAsync();
        var events = await ReadAllAsync(service, task);
        Assert.Equal(Signals, events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
        Assert.Equal(task.StartedEventId, events[^1].EventId);
        Assert.Equal(EventType.WorkflowTaskStarted, events[^1].EventType);
        await service.CompleteAsync(task, Commands.Complete());
    }

    [Fact]
    public async Task A_page_may_end_within_a_batch_of_events()
    {
        await using var service = await TestService.StartAsync();
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), [.. Enumerable.Range(0, 3).Select(i => Commands.Activity($"{i}", a => a.Input = Large()))]);
        await service.SignalAsync("w", "s");
        var task = await service.PollWorkflowTaskAsync();
        Assert.Equal(Enumerable.Range(1, (int)task.StartedEventId), (await ReadAllAsync(service, task, mostBytes: 2 * MostBytes)).Select(e => (int)e.EventId));
    }

    [Fact]
    public async Task An_attempt_whose_events_are_not_written_yet_ends_with_them_on_its_last_page()
    {
        await using var service = await TestService.StartAsync();
        await StartLargeAsync(service);
        var first = await service.PollWorkflowTaskAsync();
        await service.Client.CallAsync(new RespondWorkflowTaskFailedRequest { Namespace = TestService.Namespace, TaskToken = first.TaskToken });
        var second = await service.PollWorkflowTaskAsync();
        var events = await ReadAllAsync(service, second);
        Assert.Equal(2, second.Attempt);
        Assert.Equal(Enumerable.Range(1, (int)second.StartedEventId), events.Select(e => (int)e.EventId));
        Assert.Equal(EventType.WorkflowTaskStarted, events[^1].EventType);
        await service.CompleteAsync(second, Commands.Complete());
    }

    [Fact]
    public async Task A_task_reads_no_further_than_it_goes()
    {
        await using var service = await TestService.StartAsync();
        await StartLargeAsync(service);
        var task = await service.PollWorkflowTaskAsync();
        await service.Client.CallAsync(new TerminateWorkflowExecutionRequest { Namespace = TestService.Namespace, WorkflowExecution = task.WorkflowExecution });
        Assert.Equal(task.StartedEventId, (await ReadAllAsync(service, task))[^1].EventId);
    }

    private static async Task StartLargeAsync(TestService service)
    {
        await service.StartWorkflowAsync("w");
        for (var i = 0; i < Signals; i++)
        {
            await service.Client.CallAsync(new SignalWorkflowExecutionRequest
            {
                Namespace = TestService.Namespace,
                WorkflowExecution = new WorkflowExecution { WorkflowId = "w" },
                SignalName = "s",
                Input = Large(),
            });
        }
    }

    private static Payloads Large() => new() { Payloads_ = { new Payload { Data = ByteString.CopyFrom(new byte[PayloadBytes]) } } };

    private static async Task<List<HistoryEvent>> ReadAllAsync(TestService service, PollWorkflowTaskQueueResponse task, int mostBytes = MostBytes)
    {
        Assert.InRange(task.CalculateSize(), 1, mostBytes);
        Assert.False(task.NextPageToken.IsEmpty);
        List<HistoryEvent> events = [.. task.History.Events];
        for (var token = task.NextPageToken; !token.IsEmpty;)
        {
            var page = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(
                new GetWorkflowExecutionHistoryRequest { Namespace = TestService.Namespace, Execution = task.WorkflowExecution, NextPageToken = token });
            Assert.InRange(page.CalculateSize(), 1, mostBytes);
            Assert.NotEmpty(page.History.Events);
            events.AddRange(page.History.Events);
            token = page.NextPageToken;
        }

        return events;
    }
}
