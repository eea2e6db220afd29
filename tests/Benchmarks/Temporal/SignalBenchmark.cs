using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>Signals a second to workflows that wait, each acknowledged when it is on disk.</summary>
internal sealed class SignalBenchmark : IBenchmark
{
    private const int Workflows = 2_000;
    private const int AtATime = 50;

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        var workflows = effort.Of(Workflows);
        var table = new ResultTable($"Signals to {workflows:N0} waiting workflows", "client and worker", "signals", "p50", "p99", DevServer.Column)
        {
            Note = $"Each workflow is signalled once, {AtATime} signals at a time, while the worker works on them.",
        };
        await using var service = await DurableService.StartAsync();
        await using (var raw = new RawDriver(service.Address))
        {
            await MeasureAsync(raw, workflows, table, cancellationToken);
        }

        await using (var dotnet = await DotNetSdk.StartAsync(service.Address, workflows))
        {
            await MeasureAsync(dotnet, workflows, table, cancellationToken);
        }

        await using (var typeScript = await TypeScriptSdk.StartAsync(service.Address, workflows, cancellationToken))
        {
            await MeasureAsync(typeScript, workflows, table, cancellationToken);
        }

        return [table];
    }

    private static async Task MeasureAsync(Sdk sdk, int workflows, ResultTable table, CancellationToken cancellationToken)
    {
        var prefix = sdk.NewPrefix();
        await sdk.StartAsync(prefix, nameof(Review), "world", AtATime, workflows, cancellationToken);
        var load = await sdk.SignalAsync(prefix, "Note", AtATime, workflows, cancellationToken);
        table.Add(
            sdk.Name,
            ResultTable.PerSecond(load.PerSecond),
            ResultTable.Milliseconds(load.Milliseconds.Median()),
            ResultTable.Milliseconds(load.Milliseconds.Percentile(0.99)),
            DevServer.SignalsPerSecond);
    }
}
