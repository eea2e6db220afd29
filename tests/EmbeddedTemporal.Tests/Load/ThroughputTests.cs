using System.Diagnostics;
using EmbeddedTemporal.Tests.Driving;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Xunit.Abstractions;

namespace EmbeddedTemporal.Tests.Load;

/// <summary>Start, one activity, result; durable; by bare calls over the network, in the same process. Prints, and holds a floor far below what it reaches.</summary>
public sealed class ThroughputTests(ITestOutputHelper output)
{
    // Two orders of magnitude below what a quiet machine reaches, so that a busy one passes too. What waits for a clock
    // anywhere on the way (a polling loop, a delayed acknowledgement) does not.
    private const double Floor = 5;

    [Theory]
    [InlineData(1, 100)]
    [InlineData(50, 1000)]
    public async Task Workflows_of_one_activity_run_at_speed(int atATime, int total)
    {
        await using var service = await TestService.StartAsync();
        using var stopping = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Math.Min(atATime, 16)).SelectMany(_ => new[] { ServeAsync(service, WorkAsync, stopping.Token), ServeAsync(service, ActAsync, stopping.Token) }).ToList();
        await RunAsync(service, "warm-up", Math.Min(atATime, 20), 40, []);

        var latencies = new List<double>();
        var watch = Stopwatch.StartNew();
        await RunAsync(service, "w", atATime, total, latencies);
        var rate = total / watch.Elapsed.TotalSeconds;
        await stopping.CancelAsync();
        await Task.WhenAll(workers);

        latencies.Sort();
        output.WriteLine($"{atATime} at a time: {rate:F0} workflows/s, p50 {latencies[total / 2]:F1} ms, p99 {latencies[total * 99 / 100]:F1} ms");
        Assert.True(rate > Floor, $"{rate:F0} workflows a second");
    }

    private static async Task RunAsync(TestService service, string prefix, int atATime, int total, List<double> latencies)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async worker =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < total;)
            {
                var started = Stopwatch.GetTimestamp();
                var run = await service.StartWorkflowAsync($"{prefix}-{i}");
                _ = await service.Client.CallAsync(new GetWorkflowExecutionHistoryRequest
                {
                    Namespace = TestService.Namespace,
                    Execution = new WorkflowExecution { WorkflowId = $"{prefix}-{i}", RunId = run.RunId },
                    WaitNewEvent = true,
                    HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
                });
                lock (latencies)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }
            }
        }));
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
