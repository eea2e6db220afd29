using System.Collections.Concurrent;
using System.Diagnostics;

namespace Benchmarks.Measuring;

/// <summary>Work that was done again and again.</summary>
/// <param name="Elapsed">From the first start to the last end.</param>
/// <param name="Milliseconds">How long each took.</param>
internal sealed record Load(TimeSpan Elapsed, IReadOnlyCollection<double> Milliseconds)
{
    public double PerSecond => Milliseconds.Count / Elapsed.TotalSeconds;

    /// <summary>Measurements of the same thing, taken at different moments, as one.</summary>
    public static Load Of(IReadOnlyCollection<Load> rounds) =>
        new(TimeSpan.FromTicks(rounds.Sum(r => r.Elapsed.Ticks)), [.. rounds.SelectMany(r => r.Milliseconds)]);

    /// <summary>Keeps a number of calls in flight for some time; the next starts when one ends.</summary>
    public static Task<Load> ClosedLoopAsync(int atATime, TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        return CallersAsync(atATime, _ => watch.Elapsed < duration, call, cancellationToken);
    }

    /// <summary>Makes a number of calls, some at a time.</summary>
    public static Task<Load> AllAsync(int atATime, int count, Func<int, Task> call, CancellationToken cancellationToken) =>
        CallersAsync(atATime, number => number < count, call, cancellationToken);

    /// <summary>Begins calls at a steady rate, however long those before them take: as people do who know nothing of each other.</summary>
    public static async Task<Load> OpenLoopAsync(int perSecond, TimeSpan duration, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var calls = new List<Task<double>>();
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < perSecond * duration.TotalSeconds; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / perSecond) - watch.Elapsed;
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, cancellationToken);
            }

            calls.Add(TimeAsync(number, call));
        }

        var milliseconds = await Task.WhenAll(calls).WaitAsync(cancellationToken);
        return new Load(watch.Elapsed, milliseconds);
    }

    private static async Task<Load> CallersAsync(int atATime, Func<int, bool> goesOn, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var milliseconds = new ConcurrentBag<double>();
        var last = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(_ => Task.Run(CallAsync, cancellationToken))).WaitAsync(cancellationToken);
        return new Load(watch.Elapsed, milliseconds);

        async Task CallAsync()
        {
            for (int number; goesOn(number = Interlocked.Increment(ref last)) && !cancellationToken.IsCancellationRequested;)
            {
                milliseconds.Add(await TimeAsync(number, call));
            }
        }
    }

    private static async Task<double> TimeAsync(int number, Func<int, Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await call(number);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
