using System.Collections.Concurrent;
using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Load;

/// <summary>Many workflows of one activity at once, by bare calls over the network: each comes to its end. How fast is the benchmarks' business.</summary>
public sealed class ManyWorkflowsTests
{
    private const int Workers = 16;

    [Fact]
    public async Task A_thousand_workflows_fifty_at_a_time_all_complete()
    {
        await using var service = await TestService.StartAsync();
        using var stopping = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers)
            .SelectMany(_ => new[] { ServeAsync(service, WorkAsync, stopping.Token), ServeAsync(service, ActAsync, stopping.Token) })
            .ToList();
        var ends = new ConcurrentBag<EventType>();

        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, _) => ends.Add(await RunAsync(service, $"w-{i}")));

        await stopping.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Equal(1000, ends.Count);
        Assert.All(ends, end => Assert.Equal(EventType.WorkflowExecutionCompleted, end));
    }

    private static async Task<EventType> RunAsync(TestService service, string workflowId)
    {
        var run = await service.StartWorkflowAsync(workflowId);
        var closed = await service.Client.CallAsync<GetWorkflowExecutionHistoryResponse>(new GetWorkflowExecutionHistoryRequest
        {
            Namespace = TestService.Namespace,
            Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = run.RunId },
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        });
        return Assert.Single(closed.History.Events).EventType;
    }

    private static async Task ServeAsync(TestService service, Func<TestService, CancellationToken, Task> once, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await once(service, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private static async Task WorkAsync(TestService service, CancellationToken cancellationToken)
    {
        var task = await service.Client.CallAsync<PollWorkflowTaskQueueResponse>(
            new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal }, Identity = "test" }, cancellationToken);
        if (!task.TaskToken.IsEmpty)
        {
            await service.CompleteAsync(task, task.PreviousStartedEventId == 0 ? Commands.Activity("a") : Commands.Complete());
        }
    }

    private static async Task ActAsync(TestService service, CancellationToken cancellationToken)
    {
        var task = await service.Client.CallAsync<PollActivityTaskQueueResponse>(
            new PollActivityTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal }, Identity = "test" }, cancellationToken);
        if (!task.TaskToken.IsEmpty)
        {
            await service.CompleteActivityAsync(task);
        }
    }
}
