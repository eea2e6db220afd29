using Conformance.DotNet;
using Conformance.Scenarios;
using EmbeddedTemporal;
using Temporalio.Client;
using Temporalio.Worker;

namespace Conformance.Restarts;

/// <summary>The machine's clock is set back under open workflows.</summary>
[Trait("Category", "Conformance")]
public sealed class ClockTests
{
    private const string Queue = "clock";

    [Fact]
    public async Task A_clock_that_is_set_back_disturbs_no_workflow()
    {
        var clock = new AdjustableClock();
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, TimeProvider = clock });
        await using var worker = await DotNetWorker.StartAsync(server.Address, Queue);
        var client = await TemporalClient.ConnectAsync(new(server.Address));
        var before = await client.StartWorkflowAsync((SumWorkflow w) => w.RunAsync(3), new("before", Queue));
        await before.SignalAsync(w => w.AddAsync(1));
        Assert.Equal(1, await before.QueryAsync(w => w.Total()));

        clock.SetBack(TimeSpan.FromHours(1));

        await before.SignalAsync(w => w.AddAsync(2));
        Assert.Equal(3, await before.GetResultAsync());
        var after = await client.StartWorkflowAsync((BusyWorkflow w) => w.RunAsync(3), new("after", Queue));
        Assert.Equal(3, await after.GetResultAsync());
        var retried = await client.StartWorkflowAsync((RetriesWorkflow w) => w.RunAsync(), new("retried", Queue));
        Assert.Equal("succeeded at attempt 3", await retried.GetResultAsync());
        await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<SumWorkflow>()).ReplayWorkflowAsync(await before.FetchHistoryAsync());
    }

    private sealed class AdjustableClock : TimeProvider
    {
        private long _ticksBack;

        public void SetBack(TimeSpan time) => Interlocked.Add(ref _ticksBack, time.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Read(ref _ticksBack));
    }
}
