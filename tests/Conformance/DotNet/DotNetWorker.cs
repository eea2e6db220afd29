using Conformance.Scenarios;
using Temporalio.Client;
using Temporalio.Worker;

namespace Conformance.DotNet;

/// <summary>The official .NET SDK's worker of all scenarios.</summary>
internal sealed class DotNetWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporalWorker _worker;
    private readonly Task _running;

    private DotNetWorker(TemporalWorker worker)
    {
        _worker = worker;
        _running = worker.ExecuteAsync(_stop.Token);
    }

    public static async Task<DotNetWorker> StartAsync(string address, string taskQueue)
    {
        var options = new TemporalWorkerOptions(taskQueue)
            .AddActivity(ScenarioActivities.GreetAsync).AddActivity(ScenarioActivities.FailUntil).AddActivity(ScenarioActivities.HeartbeatThenHangAsync)
            .AddWorkflow<HelloWorkflow>().AddWorkflow<HelloActivityWorkflow>().AddWorkflow<RetriesWorkflow>().AddWorkflow<TimerWorkflow>()
            .AddWorkflow<SumWorkflow>().AddWorkflow<CancellableWorkflow>().AddWorkflow<HeartbeatsWorkflow>().AddWorkflow<BusyWorkflow>().AddWorkflow<LargeWorkflow>().AddWorkflow<CourierWorkflow>();
        return new(new(await TemporalClient.ConnectAsync(new(address)), options));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _worker.Dispose();
        _stop.Dispose();
    }
}
