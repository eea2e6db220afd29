using EmbeddedTemporal.Storage;
using Google.Protobuf;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// The timers that a run waits for, and what the current transaction does to them: it can be undone, and says what to store.
/// Guarded by the run's lock.
/// </summary>
internal sealed class PendingTimers
{
    private readonly Dictionary<string, TimerState> _byId = [];

    /// <summary>What the current transaction has changed, as it was before; null if it did not exist.</summary>
    private readonly Dictionary<string, TimerState?> _before = [];

    public PendingTimers(IEnumerable<TimerState> stored)
    {
        foreach (var timer in stored)
        {
            _byId.Add(timer.TimerId, timer);
        }
    }

    public int Count => _byId.Count;

    public Dictionary<string, TimerState>.ValueCollection All => _byId.Values;

    public bool AreChanged => _before.Count > 0;

    public TimerState? Find(string timerId) => _byId.GetValueOrDefault(timerId);

    public void Add(TimerState timer)
    {
        _ = _before.TryAdd(timer.TimerId, null);
        _byId.Add(timer.TimerId, timer);
    }

    public void Remove(TimerState timer)
    {
        _ = _before.TryAdd(timer.TimerId, timer);
        _ = _byId.Remove(timer.TimerId);
    }

    public void Clear()
    {
        foreach (var timer in _byId.Values.ToList())
        {
            Remove(timer);
        }
    }

    /// <summary>Adds what the current transaction has to store.</summary>
    public void AddChanges(List<PendingChange> changes)
    {
        foreach (var (id, before) in _before)
        {
            // The same id may have been cancelled and started again.
            if (before is not null)
            {
                changes.Add(new PendingChange(before.StartedEventId, PendingKind.Timer, null));
            }

            if (_byId.TryGetValue(id, out var timer))
            {
                changes.Add(new PendingChange(timer.StartedEventId, PendingKind.Timer, timer.ToByteArray()));
            }
        }
    }

    /// <summary>Keeps the pending changes.</summary>
    public void Keep() => _before.Clear();

    /// <summary>Rolls back the pending changes.</summary>
    public void Undo()
    {
        foreach (var (id, before) in _before)
        {
            _ = _byId.Remove(id);
            if (before is not null)
            {
                _byId.Add(id, before);
            }
        }

        _before.Clear();
    }
}
