using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class ActivityTests(LocalService service) : IClassFixture<LocalService>
{
    [Fact]
    public async Task A_failed_activity_is_tried_again_and_finds_its_last_heartbeat()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(ResumesAsync));
        var result = await worker.ExecuteAsync(async () =>
            await (await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Resumes", 0), start)).GetResultAsync());
        Assert.Equal("attempt 2 after step 1", result);
    }

    [Fact]
    public async Task An_activity_that_fails_for_good_fails_the_workflow_with_its_cause()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(Refuses));
        var failed = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Refuses", 0), start);
            return await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        });
        var activity = Assert.IsType<ActivityFailureException>(failed.InnerException);
        Assert.Equal(("Refuses", RetryState.NonRetryableFailure), (activity.ActivityType, activity.RetryState));
        var cause = Assert.IsType<ApplicationFailureException>(activity.InnerException);
        Assert.Equal(("no", "Refused", true), (cause.Message, cause.ErrorType, cause.NonRetryable));
        Assert.Equal(42, cause.Details.ElementAt<int>(0));
    }

    [Fact]
    public async Task An_unknown_activity_is_named_together_with_the_known_ones()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(Refuses));
        var failed = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Nonsense", 1), start);
            return await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        });
        Assert.Contains("available activities: Refuses", failed.InnerException!.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_exception_carries_its_type()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(Breaks));
        var failed = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Breaks", 1), start);
            return await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        });
        var cause = Assert.IsType<ApplicationFailureException>(failed.InnerException!.InnerException);
        Assert.Equal(("a bug", nameof(InvalidOperationException)), (cause.Message, cause.ErrorType));
        Assert.Contains(nameof(Breaks), cause.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_is_cancelled_by_its_workflow_through_heartbeats()
    {
        var (start, hanging) = (LocalService.New(), new Hanging());
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<CancelsItsActivity>().AddActivity(hanging.HangAsync);
            o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(50);
        });
        var result = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CancelsItsActivity w) => w.RunAsync(), start);
            await hanging.Begun.Task;
            await handle.SignalAsync(w => w.StopAsync());
            return await handle.GetResultAsync();
        });
        Assert.Equal("cancelled", result);
        Assert.Equal(ActivityCancelReason.CancelRequested, await hanging.Reason.Task);
    }

    [Fact]
    public async Task An_activity_is_completed_from_elsewhere()
    {
        var start = LocalService.New();
        var token = new TaskCompletionSource<byte[]>();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(ActivityDefinition.Create(
            "Elsewhere", typeof(string), [], 0, _ =>
            {
                token.SetResult(ActivityExecutionContext.Current.Info.TaskToken);
                throw new CompleteAsyncException();
            })));
        var result = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Elsewhere", 0), start);
            var activity = service.Client.GetAsyncActivityHandle(await token.Task);
            await activity.HeartbeatAsync(new() { Details = ["half-way"] });
            await activity.CompleteAsync("from outside");
            return await handle.GetResultAsync();
        });
        Assert.Equal("from outside", result);
    }

    [Fact]
    public async Task What_an_activity_said_last_is_recorded_before_it_is_left_to_somebody_else()
    {
        var (start, left) = (LocalService.New(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(ActivityDefinition.Create(
            "Leaves", typeof(string), [], 0, _ =>
            {
                // The second is held back for half a minute.
                ActivityExecutionContext.Current.Heartbeat("first");
                ActivityExecutionContext.Current.Heartbeat("last");
                left.SetResult();
                throw new CompleteAsyncException();
            })));
        var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Leaves", 0), start);

        await worker.ExecuteAsync(() => left.Task);

        var activity = Assert.Single((await handle.DescribeAsync()).RawDescription.PendingActivities);
        Assert.Equal("last", DataConverter.Default.PayloadConverter.ToValue<string>(Assert.Single(activity.HeartbeatDetails?.Payloads_ ?? [])));
        await handle.TerminateAsync();
    }

    [Fact]
    public async Task A_last_heartbeat_that_cannot_be_written_does_not_keep_an_activity_from_completing()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(ActivityDefinition.Create(
            "EndsUnspeakably", typeof(string), [], 0, _ =>
            {
                ActivityExecutionContext.Current.Heartbeat("first");
                ActivityExecutionContext.Current.Heartbeat(typeof(string));
                return "done";
            })));
        var result = await worker.ExecuteAsync(async () =>
            await (await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("EndsUnspeakably", 1), start)).GetResultAsync());
        Assert.Equal("done", result);
    }

    [Fact]
    public async Task An_activity_whose_heartbeat_cannot_be_written_fails_by_that()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(ActivityDefinition.Create(
            "SaysTheUnspeakable", typeof(Task), [], 0, _ =>
            {
                ActivityExecutionContext.Current.Heartbeat(typeof(string));
                return Task.Delay(Timeout.Infinite, ActivityExecutionContext.Current.CancellationToken);
            })));
        var failed = await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("SaysTheUnspeakable", 1), start);
            return await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        });
        Assert.Equal(nameof(NotSupportedException), Assert.IsType<ApplicationFailureException>(failed.InnerException!.InnerException).ErrorType);
    }

    [Fact]
    public async Task A_dynamic_activity_takes_what_no_other_has()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<CallsByName>().AddActivity(TakesAll));
        var result = await worker.ExecuteAsync(async () =>
            await (await service.Client.StartWorkflowAsync((CallsByName w) => w.RunAsync("Anything", 0), start)).GetResultAsync());
        Assert.Equal("Anything with 0", result);
    }

    [Activity]
    public static async Task<string> ResumesAsync()
    {
        var context = ActivityExecutionContext.Current;
        if (context.Info.Attempt == 1)
        {
            context.Heartbeat("step 0");
            context.Heartbeat("step 1");
            throw new ApplicationFailureException("not yet");
        }

        return $"attempt {context.Info.Attempt} after {await context.Info.HeartbeatDetailAtAsync<string>(0)}";
    }

    [Activity]
    public static string Refuses() => throw new ApplicationFailureException("no", errorType: "Refused", nonRetryable: true, details: [42]);

    [Activity]
    public static string Breaks() => throw new InvalidOperationException("a bug");

    [Activity(Dynamic = true)]
    public static string TakesAll(IRawValue[] args) => $"{ActivityExecutionContext.Current.Info.ActivityType} with {args.Length}";

    [Workflow]
    public class CallsByName
    {
        [WorkflowRun]
        public Task<string> RunAsync(string activity, int maximumAttempts) => Workflow.ExecuteActivityAsync<string>(activity, [], new()
        {
            StartToCloseTimeout = TimeSpan.FromSeconds(20),
            RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = maximumAttempts },
        });
    }

    [Workflow]
    public class CancelsItsActivity
    {
        private bool _stops;

        [WorkflowSignal]
        public Task StopAsync()
        {
            _stops = true;
            return Task.CompletedTask;
        }

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            using var cancel = new CancellationTokenSource();
            var hanging = Workflow.ExecuteActivityAsync((Hanging a) => a.HangAsync(), new()
            {
                StartToCloseTimeout = TimeSpan.FromSeconds(60),
                HeartbeatTimeout = TimeSpan.FromSeconds(20),
                CancellationType = ActivityCancellationType.WaitCancellationCompleted,
                CancellationToken = cancel.Token,
            });
            await Workflow.WaitConditionAsync(() => _stops);
            cancel.Cancel();
            try
            {
                await hanging;
                return "completed";
            }
            catch (ActivityFailureException e) when (TemporalException.IsCanceledException(e))
            {
                return "cancelled";
            }
        }
    }

    public class Hanging
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<ActivityCancelReason> Reason { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Activity]
        public async Task HangAsync()
        {
            var context = ActivityExecutionContext.Current;
            Begun.TrySetResult();
            try
            {
                while (true)
                {
                    context.Heartbeat("alive");
                    await Task.Delay(20, context.CancellationToken);
                }
            }
            finally
            {
                Reason.TrySetResult(context.CancelReason);
            }
        }
    }
}
