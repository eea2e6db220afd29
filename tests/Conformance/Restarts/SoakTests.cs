using Conformance.Properties;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Conformance.Restarts;

/// <summary>
/// Parents, children, updates, timers, chains of runs and a schedule while the service is killed again and again. What they end with
/// is known: nothing is lost, nothing happens twice.
/// </summary>
/// <remarks>KILLS says how often it is killed.</remarks>
[Trait("Category", "Crash")]
public sealed class SoakTests(ITestOutputHelper output) : IDisposable
{
    private const string Queue = "soak";
    private const int Lanes = 4;
    private const int Rounds = 5;
    private const int RunsOfALedger = 3;
    private const int MostAnswersBetweenKills = 12;
    private const int DefaultKills = 12;
    private const int Ticks = 15;

    // A whole ledger takes seconds; a restart too, on a busy machine.
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("conformance-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Every_ledger_adds_up_however_often_the_service_is_killed()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("KILLS"), out var given) ? given : DefaultKills;
        var seed = Random.Shared.Next();
        output.WriteLine($"Seed {seed}, {kills} kills");
        await using var service = await DyingService.StartAsync(Path.Combine(_folder, "soak.db"), new Random(seed));
        var client = await TemporalClient.ConnectAsync(new(service.Address)
        {
            RpcRetry = new RpcRetryOptions { MaxElapsedTime = _limit, MaxRetries = int.MaxValue, MaxInterval = TimeSpan.FromSeconds(1) },
        });
        using var worker = new TemporalWorker(client, new TemporalWorkerOptions(Queue)
            .AddWorkflow<Ledger>().AddWorkflow<LedgerEntry>().AddActivity(RandomActivities.EchoAsync));

        await worker.ExecuteAsync(async () =>
        {
            await ScheduleAsync(client);
            var dying = service.DieAsync(MostAnswersBetweenKills, CancellationToken.None, kills);
            var lanes = Enumerable.Range(0, Lanes).Select(lane => LaneAsync(client, service, lane, dying)).ToList();
            // A lane that fails, or a service that does not come back, ends the test at once.
            await foreach (var ended in Task.WhenEach([dying, .. lanes]))
            {
                await ended;
            }

            var ledgers = (await Task.WhenAll(lanes)).Sum();

            await UntilTickedAsync(client);

            output.WriteLine($"{ledgers} ledgers, {service.Deaths} kills");
            Assert.Equal(kills, service.Deaths);
            Assert.Equal((ledgers * Rounds) + Ticks, await CountAsync(client, "WorkflowType = 'LedgerEntry' AND ExecutionStatus = 'Completed'"));
            Assert.Equal(ledgers, await CountAsync(client, "WorkflowType = 'Ledger' AND ExecutionStatus = 'Completed'"));
            Assert.Equal(ledgers * (RunsOfALedger - 1), await CountAsync(client, "WorkflowType = 'Ledger' AND ExecutionStatus = 'ContinuedAsNew'"));
            Assert.Equal((ledgers * (Rounds + RunsOfALedger)) + Ticks, await CountAsync(client, ""));
        });
    }

    /// <summary>Starts a child's workflow each second, also for seconds in which the service was down, so many times.</summary>
    private static Task<ScheduleHandle> ScheduleAsync(TemporalClient client) => client.CreateScheduleAsync("ticks", new Schedule(
        ScheduleActionStartWorkflow.Create((LedgerEntry w) => w.RunAsync(1), new("tick", Queue)),
        new() { Intervals = [new(TimeSpan.FromSeconds(1))] })
    {
        Policy = new() { Overlap = Temporalio.Api.Enums.V1.ScheduleOverlapPolicy.AllowAll },
        State = new() { LimitedActions = true, RemainingActions = Ticks },
    });

    private static async Task UntilTickedAsync(TemporalClient client)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (await CountAsync(client, "WorkflowId STARTS_WITH 'tick-' AND ExecutionStatus = 'Completed'") < Ticks)
        {
            await Task.Delay(_pause, limit.Token);
        }
    }

    private static async Task<long> CountAsync(TemporalClient client, string query) => (await client.CountWorkflowsAsync(query)).Count;

    /// <summary>One ledger after another, until the service has died often enough; returns how many.</summary>
    private static async Task<int> LaneAsync(TemporalClient client, DyingService service, int lane, Task dying)
    {
        var ledgers = 0;
        for (; !dying.IsCompleted; ledgers++)
        {
            var id = $"ledger-{lane}-{ledgers}";
            var handle = await client.StartWorkflowAsync((Ledger w) => w.RunAsync(new LedgerState(Rounds, 0, 0, new())), new(id, Queue) { TaskTimeout = TimeSpan.FromSeconds(5) });
            service.Answered();
            foreach (var round in Enumerable.Range(1, Rounds))
            {
                await DepositAsync(client, id, round);
                service.Answered();
            }

            Assert.Equal(Ledger.Result(Rounds), await handle.GetResultAsync().WaitAsync(_limit));
        }

        return ledgers;
    }

    /// <summary>Deposits until it is acknowledged. A run that ends meanwhile or a lost call is not an acknowledgement.</summary>
    private static async Task DepositAsync(TemporalClient client, string id, int round)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (true)
        {
            try
            {
                await client.GetWorkflowHandle<Ledger>(id).ExecuteUpdateAsync(w => w.DepositAsync(round, Ledger.Amount(round)), new($"deposit-{round}"));
                return;
            }
            catch (Exception e) when (e is RpcException or WorkflowUpdateRpcTimeoutOrCanceledException && !limit.IsCancellationRequested)
            {
                await Task.Delay(_pause, limit.Token);
            }
        }
    }
}
