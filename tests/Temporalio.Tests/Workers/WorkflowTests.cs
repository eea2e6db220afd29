using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

public class WorkflowTests(LocalService service) : IClassFixture<LocalService>
{
    [Fact]
    public async Task A_cancelled_workflow_cleans_up_in_a_detached_scope()
    {
        var start = LocalService.New();
        var cleaned = new TaskCompletionSource();
        using var worker = service.Worker(start, o => o.AddWorkflow<CleansUp>().AddActivity(ActivityDefinition.Create(
            "clean-up", typeof(void), [], 0, _ =>
            {
                cleaned.SetResult();
                return null;
            })));
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CleansUp w) => w.RunAsync(), start);
            Assert.False(await handle.QueryAsync(w => w.Over));
            await handle.CancelAsync();
            var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failed.InnerException);
            Assert.Equal(WorkflowExecutionStatus.Canceled, (await handle.DescribeAsync()).Status);
        });
        await cleaned.Task;
    }

    [Fact]
    public async Task A_terminated_workflow_tells_the_reason()
    {
        var start = LocalService.New();
        var handle = await service.Client.StartWorkflowAsync((CleansUp w) => w.RunAsync(), start);
        await handle.TerminateAsync("enough", new() { Details = ["detail"] });
        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        var terminated = Assert.IsType<TerminatedFailureException>(failed.InnerException);
        Assert.Equal("enough", terminated.Message);
        Assert.Equal("detail", terminated.Details!.ElementAt<string>(0));
    }

    [Fact]
    public async Task The_same_id_is_not_started_twice()
    {
        var start = LocalService.New();
        var handle = await service.Client.StartWorkflowAsync((CleansUp w) => w.RunAsync(), start);
        var taken = await Assert.ThrowsAsync<WorkflowAlreadyStartedException>(
            () => service.Client.StartWorkflowAsync((CleansUp w) => w.RunAsync(), start));
        Assert.Equal((start.Id, handle.ResultRunId), (taken.WorkflowId, taken.RunId));
        await handle.TerminateAsync();
    }

    [Fact]
    public async Task A_bug_fails_the_task_and_not_the_workflow()
    {
        var start = LocalService.New();
        // The second failure is not told: the third try comes when this is over. Much less, and a busy machine is late with the first.
        start.TaskTimeout = TimeSpan.FromSeconds(8);
        Buggy.Tries = 0;
        using var worker = service.Worker(start, o => o.AddWorkflow<Buggy>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Buggy w) => w.RunAsync(), start);
            Assert.Equal("try 3", await handle.GetResultAsync());
            var failed = Assert.Single(
                (await handle.FetchHistoryAsync()).Events, e => e.EventType == EventType.WorkflowTaskFailed).WorkflowTaskFailedEventAttributes;
            Assert.Equal(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, failed.Cause);
            Assert.Equal(("a bug", "FormatException"), (failed.Failure.Message, failed.Failure.ApplicationFailureInfo.Type));
        });
    }

    [Fact]
    public async Task A_bug_whose_cause_cannot_be_written_fails_the_task_still()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Unspeakable>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Unspeakable w) => w.RunAsync(true), start);
            await foreach (var historyEvent in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
            {
                if (historyEvent.WorkflowTaskFailedEventAttributes is { } failed)
                {
                    Assert.Contains("original: a bug", failed.Failure.Message, StringComparison.Ordinal);
                    break;
                }

                Assert.NotEqual(EventType.WorkflowTaskTimedOut, historyEvent.EventType);
            }

            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task A_query_whose_failure_cannot_be_written_in_full_says_why_it_failed()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Unspeakable>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Unspeakable w) => w.RunAsync(false), start);
            var failed = await Assert.ThrowsAsync<WorkflowQueryFailedException>(() => handle.QueryAsync(w => w.Ask()));
            Assert.Equal("no", failed.Message);
            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task A_task_whose_answer_the_service_refuses_is_warned_of()
    {
        var start = LocalService.New();
        using var log = new LogLines();
        using var worker = service.Worker(start, o =>
        {
            o.LoggerFactory = log;
            o.AddWorkflow<CallsOneIdTwice>();
        });
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((CallsOneIdTwice w) => w.RunAsync(), start);
            await foreach (var historyEvent in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
            {
                if (historyEvent.WorkflowTaskFailedEventAttributes is not null)
                {
                    break;
                }
            }

            await handle.TerminateAsync();
        });
        Assert.Contains(log.Lines, line => line.StartsWith($"Warning: A task of {start.Id}", StringComparison.Ordinal)
            && line.Contains("InvalidArgument", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workflow_that_keeps_its_thread_fails_its_task()
    {
        var start = LocalService.New();
        Greedy.Release = new();
        using var worker = service.Worker(start, o => o.AddWorkflow<Greedy>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Greedy w) => w.RunAsync(), start);
            await foreach (var historyEvent in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
            {
                if (historyEvent.WorkflowTaskFailedEventAttributes is { } failed)
                {
                    Assert.Contains("[TMPRL1101] Potential deadlock detected", failed.Failure.Message, StringComparison.Ordinal);
                    break;
                }
            }

            Greedy.Release.Set();
            await handle.TerminateAsync();
        });
    }

    [Fact]
    public async Task Random_numbers_ids_and_time_are_the_same_on_replay()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Deterministic>());
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Deterministic w) => w.RunAsync(), start);
            await handle.GetResultAsync();
            var history = await handle.FetchHistoryAsync();
            await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<Deterministic>()).ReplayWorkflowAsync(history);
        });
        Assert.Single(Deterministic.Seen.Distinct());
        Assert.True(Deterministic.Seen.Count > 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task Runs_that_are_not_in_memory_are_replayed(int cached)
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<SignalAndQueryTests.Mailbox>();
            o.MaxCachedWorkflows = cached;
        });
        await worker.ExecuteAsync(async () =>
        {
            var handles = new List<Client.WorkflowHandle<SignalAndQueryTests.Mailbox, List<string>>>();
            for (var i = 0; i < 3; i++)
            {
                handles.Add(await service.Client.StartWorkflowAsync((SignalAndQueryTests.Mailbox w) => w.RunAsync(2), new($"{start.Id}-{i}", start.TaskQueue!)));
            }

            foreach (var item in (string[])["a", "b"])
            {
                foreach (var handle in handles)
                {
                    await handle.SignalAsync(w => w.PutAsync(item));
                    Assert.True(await handle.QueryAsync(w => w.Count) > 0);
                }
            }

            foreach (var handle in handles)
            {
                Assert.Equal(["a", "b"], await handle.GetResultAsync());
            }
        });
    }

    [Workflow]
    public class CleansUp
    {
        [WorkflowQuery]
        public bool Over { get; private set; }

        [WorkflowRun]
        public async Task RunAsync()
        {
            try
            {
                await Workflow.WaitConditionAsync(() => Over);
            }
            finally
            {
                Over = true;
                var options = LocalService.Short;
                options.CancellationToken = CancellationToken.None;
                await Workflow.ExecuteActivityAsync("clean-up", [], options);
            }
        }
    }

    [Workflow]
    public class Buggy
    {
        public static int Tries { get; set; }

        [WorkflowRun]
        public Task<string> RunAsync() => ++Tries < 3 ? throw new FormatException("a bug") : Task.FromResult($"try {Tries}");
    }

    [Workflow]
    public class Unspeakable
    {
        [WorkflowRun]
        public Task RunAsync(bool fails) => fails
            ? throw new FormatException("a bug", new ApplicationFailureException("no", details: [typeof(string)]))
            : Workflow.WaitConditionAsync(() => false);

        [WorkflowQuery]
        public string Ask() => throw new ApplicationFailureException("no", details: [typeof(string)]);
    }

    [Workflow]
    public class CallsOneIdTwice
    {
        [WorkflowRun]
        public Task RunAsync()
        {
            var options = LocalService.Short;
            options.ActivityId = "one";
            return Workflow.WhenAllAsync(Workflow.ExecuteActivityAsync("any", [], options), Workflow.ExecuteActivityAsync("any", [], options));
        }
    }

    [Workflow]
    public class Greedy
    {
        public static ManualResetEventSlim Release { get; set; } = new();

        [WorkflowRun]
        public Task RunAsync()
        {
            Release.Wait();
            return Workflow.WaitConditionAsync(() => false);
        }
    }

    [Workflow]
    public class Deterministic
    {
        public static List<string> Seen { get; } = [];

        [WorkflowRun]
        public async Task RunAsync()
        {
            var first = $"{Workflow.NewGuid()} {Workflow.Random.Next()} {Workflow.UtcNow:O}";
            await Workflow.DelayAsync(10);
            Seen.Add($"{first} {Workflow.NewGuid()} {Workflow.Random.NextDouble()} {Workflow.UtcNow:O}");
        }
    }
}
