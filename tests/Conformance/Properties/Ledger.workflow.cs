using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Conformance.Properties;

/// <summary>What a ledger carries from run to run.</summary>
/// <param name="Rounds">How many rounds it has.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Sum">What they added.</param>
/// <param name="Deposits">Deposits for rounds that are not done, by round.</param>
public sealed record LedgerState(int Rounds, int Done, int Sum, Dictionary<int, int> Deposits);

/// <summary>
/// Adds up what children and updates bring, and continues as new every other round. Its result is known in advance, so that
/// anything that is lost or done twice shows.
/// </summary>
[Workflow]
public class Ledger
{
    private const int RoundsOfARun = 2;

    private readonly HashSet<string> _updates = [];
    private readonly Dictionary<int, int> _deposits;
    private readonly LedgerState _start;
    private int _done;

    [WorkflowInit]
    public Ledger(LedgerState start) => (_start, _deposits, _done) = (start, start.Deposits, start.Done);

    /// <summary>What a ledger of so many rounds adds up to.</summary>
    public static int Result(int rounds) => Enumerable.Range(1, rounds).Sum(round => round + Amount(round));

    /// <summary>What is deposited for a round.</summary>
    public static int Amount(int round) => 10 * round;

    [WorkflowRun]
    public async Task<int> RunAsync(LedgerState start)
    {
        var sum = start.Sum;
        for (var inThisRun = 0; _done < start.Rounds; inThisRun++)
        {
            if (inThisRun == RoundsOfARun)
            {
                await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
                throw Workflow.CreateContinueAsNewException((Ledger w) => w.RunAsync(new LedgerState(start.Rounds, _done, sum, _deposits)));
            }

            var round = _done + 1;
            var child = Workflow.ExecuteChildWorkflowAsync((LedgerEntry w) => w.RunAsync(round), new() { Id = $"{Workflow.Info.WorkflowId}/{round}" });
            await Workflow.WaitConditionAsync(() => _deposits.ContainsKey(round));
            sum += await child + _deposits[round];
            _deposits.Remove(round);
            _done = round;
        }

        await Workflow.WaitConditionAsync(() => Workflow.AllHandlersFinished);
        return sum;
    }

    /// <summary>Deposits an amount for a round; again and again is the same as once.</summary>
    [WorkflowUpdate]
    public async Task<int> DepositAsync(int round, int amount)
    {
        if (!_updates.Add(Workflow.CurrentUpdateInfo!.Id))
        {
            throw new ApplicationFailureException($"Update {Workflow.CurrentUpdateInfo!.Id} came twice to one run.", nonRetryable: true);
        }

        await Workflow.DelayAsync(1);
        if (round > _done)
        {
            _deposits[round] = amount;
        }

        return round;
    }

    [WorkflowUpdateValidator(nameof(DepositAsync))]
    public void ValidateDeposit(int round, int amount)
    {
        if (round < 1 || round > _start.Rounds || amount != Amount(round))
        {
            throw new ApplicationFailureException("No such round.");
        }
    }
}

/// <summary>A ledger's child: a timer, an activity, a number.</summary>
[Workflow]
public class LedgerEntry
{
    [WorkflowRun]
    public async Task<int> RunAsync(int number)
    {
        await Workflow.DelayAsync(number);
        var options = new ActivityOptions { StartToCloseTimeout = TimeSpan.FromSeconds(10), RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(5) } };
        var text = await Workflow.ExecuteActivityAsync(() => RandomActivities.EchoAsync(number), options);
        return int.Parse(text["echo ".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
