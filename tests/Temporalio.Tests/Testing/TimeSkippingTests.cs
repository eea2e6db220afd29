using Temporalio.Activities;
using Temporalio.Testing;
using Temporalio.Worker;
using Temporalio.Workflows;

namespace Temporalio.Tests.Testing;

public class TimeSkippingTests
{
    [Fact]
    public async Task A_day_passes_while_a_result_is_waited_for()
    {
        await using var environment = await WorkflowEnvironment.StartTimeSkippingAsync();
        Assert.True(environment.SupportsTimeSkipping);
        var before = await environment.GetCurrentTimeAsync();
        using var worker = new TemporalWorker(environment.Client, new TemporalWorkerOptions("time").AddWorkflow<WaitsForADecision>().AddActivity(Remind));
        var result = await worker.ExecuteAsync(async () =>
            await (await environment.Client.StartWorkflowAsync((WaitsForADecision w) => w.RunAsync(), new("expires", "time"))).GetResultAsync());
        Assert.Equal("expired after a reminder", result);
        Assert.True(await environment.GetCurrentTimeAsync() - before >= TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Time_stands_still_until_it_is_moved()
    {
        await using var environment = await WorkflowEnvironment.StartTimeSkippingAsync();
        using var worker = new TemporalWorker(environment.Client, new TemporalWorkerOptions("time").AddWorkflow<WaitsForADecision>().AddActivity(Remind));
        var result = await worker.ExecuteAsync(async () =>
        {
            var handle = await environment.Client.StartWorkflowAsync((WaitsForADecision w) => w.RunAsync(), new("decided", "time"));
            await environment.DelayAsync(TimeSpan.FromHours(13));
            await handle.SignalAsync(w => w.DecideAsync());
            return await handle.GetResultAsync();
        });
        Assert.Equal("decided after a reminder", result);
    }

    [Activity]
    internal static void Remind()
    {
    }

    [Workflow]
    public class WaitsForADecision
    {
        private bool _decided;

        [WorkflowRun]
        public async Task<string> RunAsync()
        {
            if (await Workflow.WaitConditionAsync(() => _decided, TimeSpan.FromHours(12)))
            {
                return "decided";
            }

            await Workflow.ExecuteActivityAsync(() => Remind(), new() { StartToCloseTimeout = TimeSpan.FromMinutes(1) });
            return await Workflow.WaitConditionAsync(() => _decided, TimeSpan.FromHours(12)) ? "decided after a reminder" : "expired after a reminder";
        }

        [WorkflowSignal]
        public Task DecideAsync()
        {
            _decided = true;
            return Task.CompletedTask;
        }
    }
}
