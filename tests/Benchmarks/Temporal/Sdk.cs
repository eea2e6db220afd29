using Benchmarks.Measuring;

namespace Benchmarks.Temporal;

/// <summary>A client and a worker of one SDK, on one task queue.</summary>
internal abstract class Sdk(string name) : IAsyncDisposable
{
    private int _lastPrefix;

    public string Name { get; } = name;

    protected string TaskQueue { get; } = "benchmark-" + Guid.NewGuid().ToString("N");

    /// <summary>Runs workflows to their results for some time, a number of them at a time.</summary>
    public abstract Task<Load> ExecuteAsync(string workflow, object argument, int atATime, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Starts workflows whose ids are the prefix and a number.</summary>
    public abstract Task<Load> StartAsync(string prefix, string workflow, object argument, int atATime, int count, CancellationToken cancellationToken);

    /// <summary>Signals workflows that were started so, each once.</summary>
    public abstract Task<Load> SignalAsync(string prefix, string signal, int atATime, int count, CancellationToken cancellationToken);

    /// <summary>Updates workflows that were started so, each once, and waits for the results.</summary>
    public abstract Task<Load> UpdateAsync(string prefix, string update, int atATime, int count, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>A prefix of workflow ids that nothing else has.</summary>
    public string NewPrefix() => $"{TaskQueue}-{Interlocked.Increment(ref _lastPrefix)}";
}
