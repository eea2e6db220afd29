using Temporalio.Exceptions;

namespace Temporalio.Worker.Runs;

/// <summary>Runs workflow code on a thread that it must give back in time.</summary>
internal static class Watchdog
{
    /// <param name="work">Calls what it is given as each of its steps begins: a long history is no slow workflow.</param>
    /// <param name="limit">The longest time of one step; null for no limit.</param>
    /// <param name="scheduler">Where it runs.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WorkflowDeadlockException">The code kept the thread too long. It keeps it still.</exception>
    public static async Task RunAsync(Action<Action> work, TimeSpan? limit, TaskScheduler? scheduler = null, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        var begun = -1L;
        void Begin() => Volatile.Write(ref begun, time.GetTimestamp());
        var running = Task.Factory.StartNew(
            () =>
            {
                Begin();
                work(Begin);
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            scheduler ?? TaskScheduler.Default);
        for (var wait = limit ?? Timeout.InfiniteTimeSpan; ;)
        {
            await running.WaitAsync(wait, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (running.IsCompleted)
            {
                await running.ConfigureAwait(false);
                return;
            }

            // A busy process may take long before it begins: that is not the code's fault.
            var began = Volatile.Read(ref begun);
            var left = began < 0 ? limit!.Value : limit!.Value - time.GetElapsedTime(began);
            wait = left > TimeSpan.Zero ? left : throw new WorkflowDeadlockException(
                $"[TMPRL1101] Potential deadlock detected: workflow didn't yield within {limit.Value.TotalSeconds:0.#} second(s).");
        }
    }
}

/// <summary>Workflow code kept its thread too long.</summary>
internal sealed class WorkflowDeadlockException(string message) : TemporalException(message);
