using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Workers;

/// <summary>Workflows that signal and cancel other workflows.</summary>
public class ExternalWorkflowTests(LocalService service) : IClassFixture<LocalService>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_workflow_signals_and_cancels_another_and_its_history_replays(int cached)
    {
        var (start, target) = (LocalService.New(), LocalService.New());
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<Sending>().AddWorkflow<Receiving>();
            o.MaxCachedWorkflows = cached;
        });
        await worker.ExecuteAsync(async () =>
        {
            var receiving = await service.Client.StartWorkflowAsync((Receiving w) => w.RunAsync(), new(target.Id!, start.TaskQueue!));
            var sending = await service.Client.StartWorkflowAsync((Sending w) => w.RunAsync(target.Id!, receiving.FirstExecutionRunId!), start);

            Assert.Equal(["sent", "cancelled"], await sending.GetResultAsync());
            Assert.Equal(["current", "run"], await receiving.GetResultAsync());
            var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<Sending>().AddWorkflow<Receiving>());
            await replayer.ReplayWorkflowAsync(await sending.FetchHistoryAsync());
            await replayer.ReplayWorkflowAsync(await receiving.FetchHistoryAsync());
        });
    }

    [Fact]
    public async Task What_cannot_be_sent_is_an_error_in_the_words_of_all_sdks()
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => o.AddWorkflow<Failing>());

        Assert.Equal(
            [
                "ExternalWorkflowExecutionNotFound: Unable to signal external workflow because it was not found",
                "ExternalWorkflowExecutionNotFound: Unable to cancel external workflow because not found",
                "CanceledFailureException: Signal was cancelled before being sent",
            ],
            await worker.ExecuteAsync(() => service.Client.ExecuteWorkflowAsync((Failing w) => w.RunAsync(), start)));
    }

    [Workflow]
    public class Sending
    {
        [WorkflowRun]
        public async Task<List<string>> RunAsync(string target, string run)
        {
            var log = new List<string>();
            await Workflow.GetExternalWorkflowHandle<Receiving>(target).SignalAsync(w => w.PutAsync("current"));
            await Workflow.GetExternalWorkflowHandle(target, run).SignalAsync<Receiving>(w => w.PutAsync("run"));
            log.Add("sent");
            await Workflow.GetExternalWorkflowHandle(target).CancelAsync();
            log.Add("cancelled");
            return log;
        }
    }

    [Workflow]
    public class Receiving
    {
        private readonly List<string> _items = [];

        [WorkflowRun]
        public async Task<List<string>> RunAsync()
        {
            try
            {
                await Workflow.DelayAsync(TimeSpan.FromHours(1));
            }
            catch (Exception e) when (TemporalException.IsCanceledException(e))
            {
                return _items;
            }

            throw new ApplicationFailureException("not cancelled");
        }

        [WorkflowSignal]
        public Task PutAsync(string item)
        {
            _items.Add(item);
            return Task.CompletedTask;
        }
    }

    [Workflow]
    public class Failing
    {
        [WorkflowRun]
        public async Task<List<string>> RunAsync()
        {
            var nobody = Workflow.GetExternalWorkflowHandle<Receiving>("nobody");
            using var giveUp = new CancellationTokenSource();
            var unsent = nobody.SignalAsync(w => w.PutAsync("x"), new() { CancellationToken = giveUp.Token });
            giveUp.Cancel();
            return
            [
                await EndAsync(nobody.SignalAsync(w => w.PutAsync("x"))),
                await EndAsync(nobody.CancelAsync()),
                await EndAsync(unsent),
            ];
        }

        private static async Task<string> EndAsync(Task request)
        {
            try
            {
                await request;
                return "no error";
            }
            catch (FailureException e)
            {
                return $"{(e as ApplicationFailureException)?.ErrorType ?? e.GetType().Name}: {e.Message}";
            }
        }
    }
}
