using Temporalio.Exceptions;

namespace Temporalio.Worker.Runs;

/// <summary>Runs workflow code on a thread that it must give back in time.</summary>
internal static class Watchdog
{
    /// <exception cref="WorkflowDeadlockException">The code kept the thread too long. It keeps it still.</exception>
    public static async Task RunAsync(Action work, TimeSpan? limit)
    {
        var running = Task.Run(work);
        try
        {
            await running.WaitAsync(limit ?? Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            throw new WorkflowDeadlockException($"[TMPRL1101] Potential deadlock detected: workflow didn't yield within {limit!.Value.TotalSeconds:0.#} second(s).");
        }
    }
}

/// <summary>Workflow code kept its thread too long.</summary>
internal sealed class WorkflowDeadlockException(string message) : TemporalException(message);
