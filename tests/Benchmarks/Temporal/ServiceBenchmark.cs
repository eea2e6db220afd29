using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>The service alone, driven by bare gRPC calls; beside it another build of the program, if one is named.</summary>
internal sealed class ServiceBenchmark : IBenchmark
{
    /// <summary>The other build's SlackClaudeBot.dll.</summary>
    public const string OtherBuild = "BENCHMARK_OTHER_BUILD";

    private const int Rounds = 5;
    private const int Signals = 10_000;

    private static readonly int[] _atATime = [1, 10, 50, 200];
    private static readonly TimeSpan _duration = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        await using var service = await DurableService.StartAsync();
        await using var driver = new RawDriver(service.Address, "this build");
        var builds = new List<(DurableService Service, RawDriver Driver)> { (service, driver) };
        await using var otherService = Environment.GetEnvironmentVariable(OtherBuild) is { Length: > 0 } program ? await DurableService.StartAsync(program) : null;
        await using var otherDriver = otherService is null ? null : new RawDriver(otherService.Address, "other build");
        if (otherService is not null)
        {
            builds.Add((otherService, otherDriver!));
        }

        var table = new ResultTable("The service alone, by bare gRPC calls", "build", "at a time", "workflows", "p50", "p99", "service CPU a workflow", "resident memory")
        {
            Note = $"Workflows of one activity. {effort.Of(Rounds)} × {effort.Of(_duration).TotalSeconds} s each, in turns. Last: signals to workflows that wait, 50 at a time.",
        };
        foreach (var build in builds)
        {
            await RunAsync(build.Driver, 50, effort.Of(_duration), cancellationToken);
        }

        foreach (var atATime in _atATime)
        {
            await AddAsync(table, builds, atATime.ToString(CultureInfo.InvariantCulture), effort.Of(Rounds), d => RunAsync(d, atATime, effort.Of(_duration), cancellationToken));
        }

        await AddAsync(table, builds, "signals", effort.Of(Rounds), d => SignalAsync(d, effort.Of(Signals), cancellationToken));
        return [table];
    }

    private static async Task AddAsync(ResultTable table, List<(DurableService Service, RawDriver Driver)> builds, string name, int rounds, Func<RawDriver, Task<Load>> run)
    {
        var loads = builds.Select(_ => new List<Load>()).ToList();
        var processor = new TimeSpan[builds.Count];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < builds.Count; i++)
            {
                var before = Machine.ProcessorTime(builds[i].Service.Id);
                loads[i].Add(await run(builds[i].Driver));
                processor[i] += Machine.ProcessorTime(builds[i].Service.Id) - before;
            }
        }

        for (var i = 0; i < builds.Count; i++)
        {
            var load = Load.Of(loads[i]);
            table.Add(
                builds[i].Driver.Name,
                name,
                ResultTable.PerSecond(loads[i].Select(l => l.PerSecond).ToList().Median()),
                ResultTable.Milliseconds(load.Milliseconds.Median()),
                ResultTable.Milliseconds(load.Milliseconds.Percentile(0.99)),
                ResultTable.Milliseconds(processor[i].TotalMilliseconds / load.Milliseconds.Count),
                ResultTable.Megabytes(Machine.ResidentMemory(builds[i].Service.Id)));
        }
    }

    private static Task<Load> RunAsync(RawDriver driver, int atATime, TimeSpan duration, CancellationToken cancellationToken) =>
        driver.ExecuteAsync(nameof(Greeting), "world", atATime, duration, cancellationToken);

    private static async Task<Load> SignalAsync(RawDriver driver, int count, CancellationToken cancellationToken)
    {
        var prefix = driver.NewPrefix();
        await driver.StartAsync(prefix, nameof(Review), "world", 50, count, cancellationToken);
        return await driver.SignalAsync(prefix, "Note", 50, count, cancellationToken);
    }
}
