using Temporalio.Activities;
using Temporalio.Client;
using Temporalio.Tests.Clients;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class ShutdownTests(LocalService service) : IClassFixture<LocalService>
{
    [Fact]
    public async Task A_running_activity_may_end_within_the_grace()
    {
        var (start, activity) = (LocalService.New(), new Slow());
        var handle = await service.Client.StartWorkflowAsync((CallsSlow w) => w.RunAsync(), start);
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<CallsSlow>().AddAllActivities(activity);
            o.GracefulShutdownTimeout = TimeSpan.FromSeconds(30);
        });
        using var stop = new CancellationTokenSource();
        var running = worker.ExecuteAsync(stop.Token);
        var context = await activity.Started.Task;
        await stop.CancelAsync();
        await activity.Stopping.Task;
        Assert.False(context.CancellationToken.IsCancellationRequested);
        activity.MayEnd.SetResult();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        using var next = service.Worker(start, o => o.AddWorkflow<CallsSlow>());
        Assert.Equal("done at attempt 1", await next.ExecuteAsync(() => handle.GetResultAsync()));
    }

    [Fact]
    public async Task An_activity_past_the_grace_is_cancelled_and_tried_again_by_another_worker()
    {
        var (start, activity) = (LocalService.New(), new Slow());
        var handle = await service.Client.StartWorkflowAsync((CallsSlow w) => w.RunAsync(), start);
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsSlow>().AddAllActivities(activity));
        using var stop = new CancellationTokenSource();
        var running = worker.ExecuteAsync(stop.Token);
        var context = await activity.Started.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(ActivityCancelReason.WorkerShutdown, context.CancelReason);
        var willing = new Slow();
        willing.MayEnd.SetResult();
        using var next = service.Worker(start, o => o.AddWorkflow<CallsSlow>().AddAllActivities(willing));
        Assert.Equal("done at attempt 2", await next.ExecuteAsync(() => handle.GetResultAsync()));
    }

    [Fact]
    public async Task The_grace_ends_in_time_where_the_service_does_not_answer()
    {
        await using var front = await TemporalFront.StartAsync(service.Client.Connection.Options.TargetHost!);
        var (start, activity, canceled) = (LocalService.New(), new Slow(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var canceledBeforeGoodbye = false;
        front.Answer = async (method, context) =>
        {
            if (method == "ShutdownWorker")
            {
                await canceled.Task.WaitAsync(context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                canceledBeforeGoodbye = canceled.Task.IsCompleted;
            }

            return false;
        };
        var options = new TemporalWorkerOptions(start.TaskQueue!).AddWorkflow<CallsSlow>().AddAllActivities(activity);
        using var worker = new TemporalWorker(await TemporalClient.ConnectAsync(new(front.Address)), options);
        var handle = await service.Client.StartWorkflowAsync((CallsSlow w) => w.RunAsync(), start);
        using var stop = new CancellationTokenSource();
        var running = worker.ExecuteAsync(stop.Token);
        using var cancellation = (await activity.Started.Task).CancellationToken.Register(canceled.SetResult);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(canceledBeforeGoodbye);
        await handle.TerminateAsync();
    }

    [Fact]
    public async Task A_worker_runs_only_once()
    {
        using var worker = service.Worker(LocalService.New(), o => o.AddWorkflow<CallsSlow>());
        await worker.ExecuteAsync(() => Task.CompletedTask);
        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.ExecuteAsync(CancellationToken.None));
    }

    [Workflow]
    public class CallsSlow
    {
        [WorkflowRun]
        public Task<string> RunAsync() => Workflow.ExecuteActivityAsync((Slow a) => a.RunAsync(), new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(60),
            RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10) },
        });
    }

    public class Slow
    {
        public TaskCompletionSource<ActivityExecutionContext> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopping { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayEnd { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Activity]
        public async Task<string> RunAsync()
        {
            var context = ActivityExecutionContext.Current;
            Started.TrySetResult(context);
            using var stopping = context.WorkerShutdownToken.Register(() => Stopping.TrySetResult());
            await MayEnd.Task.WaitAsync(context.CancellationToken);
            return $"done at attempt {context.Info.Attempt}";
        }
    }
}
