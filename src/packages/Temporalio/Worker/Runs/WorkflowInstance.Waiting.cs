using Temporalio.Worker.Commands;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>Timers and conditions.</content>
internal sealed partial class WorkflowInstance
{
    private int _timers;

    public Task DelayAsync(DelayOptions options)
    {
        RequireWritable();
        var token = options.CancellationToken ?? CancellationToken;
        if (options.Delay < TimeSpan.Zero && options.Delay != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException("A delay cannot be negative.", nameof(options));
        }

        if (token.IsCancellationRequested)
        {
            return Task.FromCanceled(token);
        }

        var stack = StackOfCaller();
        if (options.Delay == Timeout.InfiniteTimeSpan)
        {
            return Queue(() => TracedAsync(stack, async () =>
            {
                var never = new TaskCompletionSource<int>();
                using var registration = token.Register(() => never.TrySetCanceled(token));
                return await never.Task;
            }));
        }

        // The service refuses timers of no length.
        var delay = options.Delay < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : options.Delay;
        var timer = new TimerCommand($"{++_timers}", delay, UserMetadataOf(options.Summary));
        _ledger.Add(timer);
        return Queue(() => TracedAsync(stack, async () =>
        {
            using var registration = token.Register(() => CancelTimer(timer, token));
            await timer.Fired;
            return 0;
        }));
    }

    public Task<bool> WaitConditionAsync(WaitConditionOptions options)
    {
        RequireWritable();
        var check = options.ConditionCheck;
        var token = options.CancellationToken ?? CancellationToken;
        var condition = _conditions.AddLast(new Condition(check, new()));
        var stack = StackOfCaller();
        return Queue(() => TracedAsync(stack, async () =>
        {
            try
            {
                using var registration = token.Register(() => condition.Value.Met.TrySetCanceled(token));
                return await MetInTimeAsync(condition.Value.Met.Task, options);
            }
            finally
            {
                if (condition.List is not null)
                {
                    _conditions.Remove(condition);
                }
            }
        }));
    }

    private static async Task<bool> MetInTimeAsync(Task met, WaitConditionOptions options)
    {
        if (options.Timeout is not { } timeout || timeout == Timeout.InfiniteTimeSpan)
        {
            await met;
            return true;
        }

        using var stopTimer = new CancellationTokenSource();
        var timer = Workflow.DelayWithOptionsAsync(new() { Delay = timeout, Summary = options.TimeoutSummary, CancellationToken = stopTimer.Token });
        if (await Workflow.WhenAnyAsync(met, timer) != met)
        {
            return false;
        }

        // CancelAsync would go on elsewhere than in the workflow.
        stopTimer.Cancel();
        await met;
        return true;
    }

    private void CancelTimer(TimerCommand timer, CancellationToken token)
    {
        if (!timer.Cancel(token))
        {
            return;
        }

        if (timer.EventId == 0)
        {
            _ledger.Remove(timer);
        }
        else
        {
            _ledger.Add(new CancelTimerCommand(timer.Id));
        }
    }
}
