using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal.Storage;

/// <summary>The damaged runs found since the start. Each is logged and reported once.</summary>
/// <param name="logger">Where they are logged.</param>
/// <param name="report">Tells the host.</param>
internal sealed partial class Quarantine(ILogger logger, Action<DamagedRun> report)
{
    private readonly ConcurrentDictionary<long, DamagedRun> _runs = new();

    public IReadOnlyList<DamagedRun> Runs => [.. _runs.Values];

    /// <summary>Sets a run aside.</summary>
    /// <returns>The exception for the caller that found the damage.</returns>
    public DamagedRunException Add(long runKey, DamagedRun run)
    {
        if (_runs.TryAdd(runKey, run))
        {
            Log.Damaged(logger, run);
            report(run);
        }

        return new DamagedRunException(runKey, run);
    }

    public bool Contains(long runKey) => _runs.ContainsKey(runKey);

    /// <summary>Refuses a run that has been set aside.</summary>
    /// <exception cref="DamagedRunException">It has been.</exception>
    public void ThrowIfDamaged(long runKey)
    {
        if (_runs.TryGetValue(runKey, out var run))
        {
            throw new DamagedRunException(runKey, run);
        }
    }

    /// <summary>Forgets a run that has been deleted.</summary>
    public void Remove(long runKey) => _runs.TryRemove(runKey, out _);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Run}")]
        public static partial void Damaged(ILogger logger, DamagedRun run);
    }
}
