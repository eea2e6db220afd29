using System.Globalization;
using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>The service's memory for workflows that wait for people, and its restart time with them after a power cut.</summary>
internal sealed class WaitingBenchmark : IBenchmark
{
    private const int AtATime = 50;
    private static readonly int[] _counts = [0, 1_000, 10_000];
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    public async Task<IReadOnlyList<ResultTable>> RunAsync(Effort effort, CancellationToken cancellationToken)
    {
        var table = new ResultTable(
            "Workflows waiting for a review", "waiting", "started", "resident memory", "restart after SIGKILL", "memory after it", DevServer.Column)
        {
            Note = "Memory of the service's own process. Restart: from the start of the process until it listens with every workflow taken up.",
        };
        foreach (var count in _counts.Select(effort.Of))
        {
            await using var service = await DurableService.StartAsync();
            var started = count == 0 ? "–" : ResultTable.PerSecond(await StartAsync(service, count, cancellationToken));
            var memory = Machine.ResidentMemory(service.Id);
            var restart = await service.KillAndRestartAsync();
            table.Add(
                count.ToString("N0", CultureInfo.InvariantCulture),
                started,
                ResultTable.Megabytes(memory),
                ResultTable.Seconds(restart.TotalSeconds),
                ResultTable.Megabytes(Machine.ResidentMemory(service.Id)),
                count == 0 ? $"{DevServer.IdleMemory}, {DevServer.Start}" : "–");
        }

        return [table];
    }

    /// <summary>Starts workflows and returns, when all of them wait, how many a second came so far.</summary>
    private static async Task<double> StartAsync(DurableService service, int count, CancellationToken cancellationToken)
    {
        await using var sdk = await DotNetSdk.StartAsync(service.Address, maxCachedWorkflows: 1000);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await sdk.StartAsync(sdk.NewPrefix(), nameof(Review), "world", AtATime, count, cancellationToken);
        while (sdk.Greetings.Count < count)
        {
            await Task.Delay(_look, cancellationToken);
        }

        return count / watch.Elapsed.TotalSeconds;
    }
}
