using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>Workflow code that leaves its own threads, as <see cref="Task.Run(Action)"/> makes it, could go on differently each time.</summary>
public class StrayTests(LocalService service) : IClassFixture<LocalService>
{
    [Fact]
    public async Task Code_that_goes_on_elsewhere_is_logged_at_once_and_fails_the_next_task()
    {
        var start = LocalService.New();
        using var log = new LogLines();
        Stray.Elsewhere = new();
        using var worker = service.Worker(start, o =>
        {
            o.LoggerFactory = log;
            o.AddWorkflow<Stray>();
        });
        await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((Stray w) => w.RunAsync(), start);
            Assert.True(await handle.QueryAsync(w => w.Waits));
            Stray.Elsewhere.SetResult();
            Assert.Contains(log.Lines, line => line.Contains("outside of its workflow task", StringComparison.Ordinal));

            await handle.SignalAsync(w => w.GoOnAsync());
            await foreach (var historyEvent in handle.FetchHistoryEventsAsync(new() { WaitNewEvent = true }))
            {
                if (historyEvent.WorkflowTaskFailedEventAttributes is { } failed)
                {
                    Assert.Contains("must not use threads, Task.Run", failed.Failure.Message, StringComparison.Ordinal);
                    break;
                }
            }

            await handle.TerminateAsync();
        });
    }

    [Workflow]
    public class Stray
    {
        public static TaskCompletionSource Elsewhere { get; set; } = new();

        [WorkflowQuery]
        public bool Waits { get; private set; }

        [WorkflowRun]
        public async Task RunAsync()
        {
            Waits = true;
            await Elsewhere.Task;
            await Workflow.WaitConditionAsync(() => false);
        }

        [WorkflowSignal]
        public Task GoOnAsync() => Task.CompletedTask;
    }
}
