using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>Signals a second to workflows that wait, each acknowledged when it is on disk.</summary>
internal sealed class SignalBenchmark : IBenchmark
{
    private const int Workflows = 2_000;
    private const int AtATime = 50;

    public async Task<IReadOnlyList<ResultTable>> RunAsync(CancellationToken cancellationToken)
    {
        var table = new ResultTable($"Signals to {Workflows:N0} waiting workflows", "client and worker", "signals", "p50", "p99", DevServer.Column)
        {
            Note = $"Each workflow is signalled once, {AtATime} signals at a time, while the worker works on them.",
        };
        await using var service = await DurableService.StartAsync();
        await using (var ours = await OurSdk.StartAsync(service.Address, Workflows))
        {
            await MeasureAsync(ours, table, cancellationToken);
        }

        await using (var official = await OfficialSdk.StartAsync(service.Address, Workflows, cancellationToken))
        {
            await MeasureAsync(official, table, cancellationToken);
        }

        return [table];
    }

    private static async Task MeasureAsync(Sdk sdk, ResultTable table, CancellationToken cancellationToken)
    {
        var prefix = sdk.NewPrefix();
        await sdk.StartAsync(prefix, nameof(Review), "world", AtATime, Workflows, cancellationToken);
        var load = await sdk.SignalAsync(prefix, "Note", AtATime, Workflows, cancellationToken);
        table.Add(
            sdk.Name,
            ResultTable.PerSecond(load.PerSecond),
            ResultTable.Milliseconds(load.Milliseconds.Median()),
            ResultTable.Milliseconds(load.Milliseconds.Percentile(0.99)),
            DevServer.SignalsPerSecond);
    }
}
