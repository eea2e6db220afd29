using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>Workflows a second: start, one activity, result; durable.</summary>
internal sealed class WorkflowBenchmark : IBenchmark
{
    // In turns, so that a busy moment of the machine meets all.
    private const int Rounds = 3;

    private static readonly int[] _atATime = [1, 10, 50, 200];
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var service = await DurableService.StartAsync();
        await using var dotnet = await DotNetSdk.StartAsync(service.Address, maxCachedWorkflows: 1000);
        await using var typeScript = await TypeScriptSdk.StartAsync(service.Address, maxCachedWorkflows: 1000, cancellationToken);
        await using var raw = new RawDriver(service.Address);
        Sdk[] all = [raw, dotnet, typeScript];
        foreach (var sdk in all)
        {
            await RunAsync(sdk, 50, effort.Of(_warmUp), cancellationToken);
        }

        var table = new ResultTable("Workflows of one activity", "client and worker", "at a time", "workflows", "p50", "p99", "service CPU a workflow", DevServer.Column)
        {
            Note = $"{effort.Of(Rounds)} × {effort.Of(_duration).TotalSeconds} s each, in turns, on one SQLite-backed service. The dev server's most: {DevServer.WorkflowsPerSecond} on SQLite, {DevServer.InMemoryWorkflowsPerSecond} in memory.",
        };
        foreach (var atATime in _atATime)
        {
            var loads = all.ToDictionary(sdk => sdk, _ => new List<Load>());
            var processor = all.ToDictionary(sdk => sdk, _ => TimeSpan.Zero);
            for (var round = 0; round < effort.Of(Rounds); round++)
            {
                foreach (var sdk in all)
                {
                    var before = Machine.ProcessorTime(service.Id);
                    loads[sdk].Add(await RunAsync(sdk, atATime, effort.Of(_duration), cancellationToken));
                    processor[sdk] += Machine.ProcessorTime(service.Id) - before;
                }
            }

            foreach (var sdk in all)
            {
                var load = Load.Of(loads[sdk]);
                table.Add(
                    sdk.Name,
                    atATime.ToString(CultureInfo.InvariantCulture),
                    ResultTable.PerSecond(load.PerSecond),
                    ResultTable.Milliseconds(load.Milliseconds.Median()),
                    ResultTable.Milliseconds(load.Milliseconds.Percentile(0.99)),
                    ResultTable.Milliseconds(processor[sdk].TotalMilliseconds / load.Milliseconds.Count),
                    atATime == 1 ? DevServer.Latency : DevServer.WorkflowsPerSecond);
            }
        }

        return [table];
    }

    private static Task<Load> RunAsync(Sdk sdk, int atATime, TimeSpan duration, CancellationToken cancellationToken) =>
        sdk.ExecuteAsync(nameof(Greeting), "world", atATime, duration, cancellationToken);
}
