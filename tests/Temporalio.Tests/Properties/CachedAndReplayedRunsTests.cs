using Temporalio.Tests.Workers;
using Xunit.Abstractions;

namespace Temporalio.Tests.Properties;

/// <summary>Whether runs stay in memory or are replayed for each task, they end the same, and their histories replay.</summary>
/// <remarks>PROPERTY_SEED repeats one run of this test, PROPERTY_RUNS says how many workflows it makes.</remarks>
public class CachedAndReplayedRunsTests(LocalService service, ITestOutputHelper output) : IClassFixture<LocalService>
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Random_workflows_end_the_same_in_memory_and_replayed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_SEED"), out var given) ? given : Random.Shared.Next();
        var runs = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_RUNS"), out var count) ? count : 20;
        output.WriteLine($"PROPERTY_SEED={seed} PROPERTY_RUNS={runs}");
        var random = new Random(seed);
        foreach (var number in Enumerable.Range(0, runs))
        {
            var run = RandomRun.Next(random);
            string[] results = await Task.WhenAll(EndAsync(run, cached: 10_000), EndAsync(run, cached: 0));
            Assert.True(results[0] == results[1], $"PROPERTY_SEED={seed}, workflow {number}: in memory {results[0]}, replayed {results[1]}");
            Assert.DoesNotContain("not cancelled", results[0], StringComparison.Ordinal);
        }
    }

    private async Task<string> EndAsync(RandomRun run, int cached)
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o => RandomRun.Configure(o, cached));
        return await worker.ExecuteAsync(() => run.EndAsync(service.Client, start, _limit));
    }
}
