using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>Updates, children and chains a second, each durable.</summary>
internal sealed class FamilyBenchmark : IBenchmark
{
    private const int Rounds = 3;
    private const int AtATime = 50;
    private const int Updates = 2_000;
    private const int Children = 1_000;

    // As the real service does, this one lets a run that continues as new within a second wait for the rest of it: only many chains side by side make work.
    private const int Chains = 500;
    private const int Links = 3;

    // Long enough for one execution of each caller to start.
    private static readonly TimeSpan _once = TimeSpan.FromMilliseconds(50);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var service = await DurableService.StartAsync();
        await using var raw = new RawDriver(service.Address);
        await using var dotnet = await DotNetSdk.StartAsync(service.Address, Updates);
        await using var typeScript = await TypeScriptSdk.StartAsync(service.Address, Updates, cancellationToken);
        var (updates, children, chains) = (effort.Of(Updates), effort.Of(Children), effort.Of(Chains));
        var table = new ResultTable("Updates, children and chains", "client and worker", "what", "a second", "p50", "p99")
        {
            Note = $"Medians of {effort.Of(Rounds)} rounds in turns. Updates: to {updates:N0} waiting workflows, {AtATime} at a time, until their results. Children: one parent of {children:N0}. Chains: {chains:N0} side by side, each of {Links} runs that continue as new no sooner than after a second.",
        };
        (string What, int Parts, Func<Sdk, Task<Load>> Run)[] all =
        [
            ("updates", 1, sdk => UpdateAsync(sdk, updates, cancellationToken)),
            ("children", children, sdk => sdk.ExecuteAsync(nameof(Family), children, 1, _once, cancellationToken)),
            ("runs of chains", Links, sdk => sdk.ExecuteAsync(nameof(Chain), Links, chains, _once, cancellationToken)),
        ];
        foreach (var (what, parts, run) in all)
        {
            var loads = new Dictionary<Sdk, List<Load>> { [raw] = [], [dotnet] = [], [typeScript] = [] };
            for (var round = 0; round < effort.Of(Rounds); round++)
            {
                foreach (var (sdk, done) in loads)
                {
                    done.Add(await run(sdk));
                }
            }

            foreach (var (sdk, done) in loads)
            {
                var load = Load.Of(done);
                table.Add(
                    sdk.Name,
                    what,
                    ResultTable.PerSecond(done.Select(l => l.PerSecond * parts).ToList().Median()),
                    ResultTable.Milliseconds(load.Milliseconds.Median()),
                    ResultTable.Milliseconds(load.Milliseconds.Percentile(0.99)));
            }
        }

        return [table];
    }

    private static async Task<Load> UpdateAsync(Sdk sdk, int count, CancellationToken cancellationToken)
    {
        var prefix = sdk.NewPrefix();
        await sdk.StartAsync(prefix, nameof(Counter), "world", AtATime, count, cancellationToken);
        return await sdk.UpdateAsync(prefix, "Count", AtATime, count, cancellationToken);
    }
}
