using Temporalio.Activities;

namespace Benchmarks.Temporal;

/// <summary>The one activity of the benchmarks; it counts how often it ran.</summary>
internal sealed class Greetings
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    [Activity]
    public string Greet(string name)
    {
        Interlocked.Increment(ref _count);
        return $"Hello, {name}!";
    }
}
