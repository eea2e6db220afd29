using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests;

/// <summary>Workers disconnect while they poll. Their tasks go to others at once: the clock of these tests does not advance, so that no timeout helps.</summary>
public sealed class LostWorkerTests
{
    private const string StickyQueue = "sticky";

    private readonly AdjustableClock _clock = new();

    [Fact]
    public async Task A_task_and_a_poll_that_meet_as_its_caller_goes_are_not_both_lost()
    {
        var queue = new Matching.TaskQueue(new ServiceClock(_clock));
        for (var round = 0; round < 2_000; round++)
        {
            using var caller = new CancellationTokenSource();
            var poll = queue.PollAsync("worker", "", Timeout.InfiniteTimeSpan, caller.Token);
            using var together = new Barrier(2);
            var going = Task.Run(() =>
            {
                together.SignalAndWait();
                caller.Cancel();
            });
            var task = new Waiting();
            together.SignalAndWait();
            queue.Add(task);
            await going;
            var given = await poll;
            Assert.Equal(given is null ? 1 : 0, queue.Backlog);
            _ = queue.Drain();
        }
    }

    [Fact]
    public void A_worker_that_has_shut_down_is_given_nothing_more()
    {
        var queue = new Matching.TaskQueue(new ServiceClock(_clock));
        _ = queue.PollAsync("worker", "", Timeout.InfiniteTimeSpan, CancellationToken.None);
        Assert.True(queue.IsServed);
        queue.Abandon();
        Assert.False(queue.TryAdd(new Waiting()));
    }

    [Fact]
    public async Task A_workflow_task_goes_to_another_worker_if_the_one_with_the_cached_run_is_gone()
    {
        await using var service = await TestService.StartAsync(_clock);
        await BecomeStickyAsync(service);
        await PollAndGoAsync(service);
        await service.SignalAsync("w", "s");
        var task = await service.PollWorkflowTaskAsync();
        Assert.Equal(EventType.WorkflowExecutionStarted, task.History.Events[0].EventType);
        Assert.DoesNotContain(EventType.WorkflowTaskTimedOut, await service.HistoryAsync("w"));
    }

    [Fact]
    public async Task A_query_goes_to_another_worker_if_the_one_with_the_cached_run_is_gone()
    {
        await using var service = await TestService.StartAsync(_clock);
        await BecomeStickyAsync(service);
        await PollAndGoAsync(service);
        using var end = new CancellationTokenSource();
        var answer = service.QueryAsync("w", new() { QueryType = "q" }, end.Token);
        Assert.NotNull((await service.PollWorkflowTaskAsync()).Query);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    [Fact]
    public async Task A_workflow_task_that_did_not_reach_its_worker_goes_to_another()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        GiveBack(service, "PollWorkflowTaskQueue", await service.PollWorkflowTaskAsync());
        var task = await service.PollWorkflowTaskAsync();
        Assert.Equal("w", task.WorkflowExecution.WorkflowId);
        await service.CompleteAsync(task, Commands.Complete());
    }

    [Fact]
    public async Task An_activity_that_did_not_reach_its_worker_goes_to_another_as_the_same_attempt()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        GiveBack(service, "PollActivityTaskQueue", await service.PollActivityTaskAsync());
        var activity = await service.PollActivityTaskAsync();
        Assert.Equal(1, activity.Attempt);
        await service.CompleteActivityAsync(activity);
    }

    [Fact]
    public async Task A_worker_that_has_an_activity_after_all_that_was_given_to_another_cannot_answer_for_it()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync(), Commands.Activity("a"));
        var first = await service.PollActivityTaskAsync();
        GiveBack(service, "PollActivityTaskQueue", first);
        _clock.Pass(TimeSpan.FromMilliseconds(1));
        var second = await service.PollActivityTaskAsync();
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => service.CompleteActivityAsync(first))).StatusCode);
        await service.CompleteActivityAsync(second);
    }

    [Fact]
    public async Task A_query_that_did_not_reach_its_worker_goes_to_another()
    {
        await using var service = await TestService.StartAsync(_clock);
        await service.StartWorkflowAsync("w");
        await service.CompleteAsync(await service.PollWorkflowTaskAsync());
        using var end = new CancellationTokenSource();
        var answer = service.QueryAsync("w", new() { QueryType = "q" }, end.Token);
        GiveBack(service, "PollWorkflowTaskQueue", await service.PollWorkflowTaskAsync());
        Assert.NotNull((await service.PollWorkflowTaskAsync()).Query);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }

    /// <summary>Lets a worker cache the run, with its own sticky queue.</summary>
    private static async Task BecomeStickyAsync(TestService service)
    {
        await service.StartWorkflowAsync("w");
        var task = await service.PollWorkflowTaskAsync();
        await service.Client.CallAsync(new RespondWorkflowTaskCompletedRequest
        {
            Namespace = TestService.Namespace,
            TaskToken = task.TaskToken,
            StickyAttributes = new StickyExecutionAttributes
            {
                WorkerTaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = "queue" },
                ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
            },
        });
    }

    /// <summary>Polls as that worker, and goes: its connection is closed.</summary>
    private static async Task PollAndGoAsync(TestService service)
    {
        Task poll;
        using (var worker = new GrpcClient(service.Server.Address))
        {
            poll = worker.CallAsync(new PollWorkflowTaskQueueRequest
            {
                Namespace = TestService.Namespace,
                TaskQueue = new() { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = "queue" },
                Identity = "lost",
            });
            while (service.Server.CallsThatWait == 0)
            {
                await Task.Yield();
            }
        }

        await Assert.ThrowsAnyAsync<Exception>(() => poll);
        while (service.Server.CallsThatWait > 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Requeues an answer as the gRPC server does if it cannot deliver it.</summary>
    private static void GiveBack(TestService service, string method, IMessage answer) =>
        service.Server.Service.Router.Find($"/temporal.api.workflowservice.v1.WorkflowService/{method}")!.Undelivered!(answer);

    private sealed class Waiting : IQueuedTask
    {
        public bool IsAlive => true;

        public TaskPriority Priority => TaskPriority.Default;

        public DateTimeOffset Since => default;

        public void Requeue()
        {
        }
    }
}
