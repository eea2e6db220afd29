using Conformance.Properties;
using Temporalio.Client;
using Temporalio.Worker;

namespace Conformance.Restarts;

/// <summary>Whether runs stay in memory, are replayed for each task, or live through deaths of the service, they end the same, and their histories replay.</summary>
/// <remarks>PROPERTY_SEED makes the same workflows again, PROPERTY_RUNS says how many.</remarks>
[Trait("Category", "Conformance")]
public sealed class RandomWorkflowTests(ITestOutputHelper output) : IDisposable
{
    private const string Queue = "random";
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Random_workflows_end_the_same_in_memory_replayed_and_on_a_service_that_dies()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_SEED"), out var given) ? given : Random.Shared.Next();
        var count = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_RUNS"), out var runs) ? runs : 16;
        output.WriteLine($"PROPERTY_SEED={seed} PROPERTY_RUNS={count}");
        var random = new Random(seed);
        RandomRun[] work = [.. Enumerable.Range(0, count).Select(_ => RandomRun.Next(random))];

        var inMemory = await OnSteadyServiceAsync(work, cached: 10_000);
        var replayed = await OnSteadyServiceAsync(work, cached: 0);
        var restarted = await OnDyingServiceAsync(work, random);

        foreach (var (number, result) in inMemory.Index())
        {
            Assert.True(
                result == replayed[number] && result == restarted[number],
                $"PROPERTY_SEED={seed} PROPERTY_RUNS={count}, workflow {number}: in memory {result}, replayed {replayed[number]}, restarted {restarted[number]}");
            Assert.DoesNotContain("not cancelled", result, StringComparison.Ordinal);
        }
    }

    private async Task<string[]> OnSteadyServiceAsync(RandomRun[] work, int cached)
    {
        await using var service = await ServiceProcess.StartAsync(Path.Combine(_folder, $"cached-{cached}.db"), port: 0);
        return await EndAsync(work, service.Address, cached);
    }

    private async Task<string[]> OnDyingServiceAsync(RandomRun[] work, Random random)
    {
        await using var service = await DyingService.StartAsync(Path.Combine(_folder, "dying.db"), random);
        using var done = new CancellationTokenSource();
        var dying = service.DieAsync(Math.Max(1, work.Length / 3), done.Token);
        var ends = EndAsync(work, service.Address, cached: 10_000, service.Answered);
        // A service that does not come back would leave the work waiting: its error comes first.
        await Task.WhenAny(ends, dying);
        if (dying.IsFaulted)
        {
            await dying;
        }

        var results = await ends;
        await done.CancelAsync();
        await dying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        output.WriteLine($"The service died {service.Deaths} times.");
        Assert.NotEqual(0, service.Deaths);
        return results;
    }

    private static async Task<string[]> EndAsync(RandomRun[] work, string address, int cached, Action? answered = null)
    {
        // As long as a restart may take on a busy machine.
        var patience = new RpcRetryOptions { MaxElapsedTime = _limit, MaxRetries = int.MaxValue, MaxInterval = TimeSpan.FromSeconds(1) };
        var client = await TemporalClient.ConnectAsync(new(address) { RpcRetry = patience });
        var options = new TemporalWorkerOptions(Queue);
        RandomRun.Configure(options, cached);
        using var worker = new TemporalWorker(client, options);
        return await worker.ExecuteAsync(() => Task.WhenAll(work.Select((run, number) =>
            run.EndAsync(client, new($"random-{number}", Queue) { TaskTimeout = TimeSpan.FromSeconds(5) }, _limit, answered))));
    }
}
