using System.Text.Json;
using Temporalio.Api.History.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Tests.Workers;
using Temporalio.Worker;
using Xunit.Abstractions;

namespace Temporalio.Tests.Properties;

/// <summary>Whether runs stay in memory or are replayed for each task, they end the same, and their histories replay.</summary>
/// <remarks>PROPERTY_SEED repeats one run of this test, PROPERTY_RUNS says how many workflows it makes.</remarks>
public class CachedAndReplayedRunsTests(LocalService service, ITestOutputHelper output) : IClassFixture<LocalService>
{
    [Fact]
    public async Task Random_workflows_end_the_same_in_memory_and_replayed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_SEED"), out var given) ? given : Random.Shared.Next();
        var runs = int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_RUNS"), out var count) ? count : 20;
        output.WriteLine($"PROPERTY_SEED={seed} PROPERTY_RUNS={runs}");
        var random = new Random(seed);
        foreach (var run in Enumerable.Range(0, runs))
        {
            var program = new RandomProgram(random);
            var steps = program.Steps(random.Next(1, 7));
            var (fails, signalSeed) = (random.Next(5) == 0, random.Next());
            string[] results = await Task.WhenAll(
                EndAsync(steps, fails, program.Signals, signalSeed, cached: 10_000),
                EndAsync(steps, fails, program.Signals, signalSeed, cached: 0));
            Assert.True(results[0] == results[1], $"PROPERTY_SEED={seed}, workflow {run}: in memory {results[0]}, replayed {results[1]}");
            Assert.DoesNotContain("not cancelled", results[0], StringComparison.Ordinal);
        }
    }

    private async Task<string> EndAsync(IReadOnlyList<Step> steps, bool fails, int signals, int signalSeed, int cached)
    {
        var start = LocalService.New();
        using var worker = service.Worker(start, o =>
        {
            o.AddWorkflow<RandomWorkflow>()
                .AddActivity(RandomActivities.EchoAsync).AddActivity(RandomActivities.Flaky)
                .AddActivity(RandomActivities.Fatal).AddActivity(RandomActivities.HangAsync);
            o.MaxCachedWorkflows = cached;
            o.MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(20);
        });
        return await worker.ExecuteAsync(async () =>
        {
            var handle = await service.Client.StartWorkflowAsync((RandomWorkflow w) => w.RunAsync(steps, fails), start);
            await SignalAsync(handle, signals, new(signalSeed));
            var ending = ResultAsync(handle);
            var ended = await Task.WhenAny(ending, Task.Delay(TimeSpan.FromSeconds(60))) == ending;
            var history = await handle.FetchHistoryAsync();
            Assert.True(ended, $"Still running, cached {cached}, fails {fails}: {JsonSerializer.Serialize(steps)}: {string.Join(", ", history.Events.Select(Told))}; waiting for {(await handle.DescribeAsync()).RawDescription.PendingActivities}");
            var result = await ending;
            await new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<RandomWorkflow>()).ReplayWorkflowAsync(history);
            return result;
        });
    }

    private static string Told(HistoryEvent historyEvent) =>
        $"{historyEvent.EventId} {historyEvent.EventType} {historyEvent.WorkflowTaskFailedEventAttributes?.Failure.Message}{historyEvent.ActivityTaskScheduledEventAttributes?.ActivityType.Name}";

    private static async Task SignalAsync(WorkflowHandle<RandomWorkflow, List<string>> handle, int signals, Random random)
    {
        foreach (var number in Enumerable.Range(1, signals).OrderBy(_ => random.Next()).ToArray())
        {
            await handle.SignalAsync(w => w.SendAsync(number));
            if (random.Next(3) == 0)
            {
                await handle.QueryAsync(w => w.SignalCount());
            }
        }
    }

    private static async Task<string> ResultAsync(WorkflowHandle<RandomWorkflow, List<string>> handle)
    {
        try
        {
            return string.Join(";", await handle.GetResultAsync());
        }
        catch (WorkflowFailedException e) when (e.InnerException is ApplicationFailureException { ErrorType: "Asked" } asked)
        {
            return $"failed {asked.Message}";
        }
    }
}
