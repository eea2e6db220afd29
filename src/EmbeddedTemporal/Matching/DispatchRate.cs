using System.Diagnostics;

namespace EmbeddedTemporal.Matching;

/// <summary>
/// How fast a queue hands out its tasks: evenly, and as fast as the worker that spoke of it last wants it. It spares what the tasks
/// call, so the machine's own time counts, also where a test's clock stands still as long as there is something to do.
/// </summary>
internal sealed class DispatchRate
{
    // No more fits into a timer's milliseconds.
    private static readonly TimeSpan _longestInterval = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private TimeSpan _interval;
    private long? _last;

    /// <param name="perSecond">How many tasks a second; 0 for no limit.</param>
    public void Set(double perSecond)
    {
        lock (_gate)
        {
            _interval = perSecond > 0 ? TimeSpan.FromSeconds(Math.Min(1 / perSecond, _longestInterval.TotalSeconds)) : TimeSpan.Zero;
        }
    }

    /// <summary>Waits until a task may be handed out; false where the end came first.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken end)
    {
        // A waiting poll does not reserve a turn: one that ends would leave it unused.
        while (Take() is { } wait)
        {
            try
            {
                await Task.Delay(wait, end).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Takes the turn; the time until there is one where there is none yet.</summary>
    private TimeSpan? Take()
    {
        lock (_gate)
        {
            if (_interval > TimeSpan.Zero && _last is { } last && _interval - Stopwatch.GetElapsedTime(last) is var wait && wait > TimeSpan.Zero)
            {
                // Timers take whole milliseconds.
                return TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            }

            _last = Stopwatch.GetTimestamp();
            return null;
        }
    }
}
