using EmbeddedTemporal.Storage;
using Google.Protobuf;

namespace EmbeddedTemporal.Runs;

/// <summary>
/// The things a run waits for, by the event that began each, and the changes of the current transaction: they can be undone, and say what to
/// store. Guarded by the run's lock.
/// </summary>
internal sealed class PendingRows<T>(PendingKind kind, Func<T, long> key, IEnumerable<T> stored) : IPendingPart
    where T : class, IMessage<T>
{
    private readonly SortedDictionary<long, T> _rows = new(stored.ToDictionary(key));

    /// <summary>What the current transaction has changed, as it was before; null if it did not exist.</summary>
    private readonly Dictionary<long, T?> _before = [];

    public int Count => _rows.Count;

    /// <summary>In the order in which they began.</summary>
    public SortedDictionary<long, T>.ValueCollection All => _rows.Values;

    public bool AreChanged => _before.Count > 0;

    public T? Find(long id) => _rows.GetValueOrDefault(id);

    public void Add(T row)
    {
        _ = _before.TryAdd(key(row), null);
        _rows.Add(key(row), row);
    }

    /// <summary>Must be called before a row is changed.</summary>
    public void Touch(T row)
    {
        if (!_before.ContainsKey(key(row)))
        {
            _before.Add(key(row), row.Clone());
        }
    }

    public void Remove(T row)
    {
        Touch(row);
        _ = _rows.Remove(key(row));
    }

    public void Clear()
    {
        foreach (var row in _rows.Values.ToList())
        {
            Remove(row);
        }
    }

    public void AddChanges(List<PendingChange> changes)
    {
        foreach (var (id, before) in _before)
        {
            if (_rows.TryGetValue(id, out var row))
            {
                changes.Add(new PendingChange(id, kind, row.ToByteArray()));
            }
            else if (before is not null)
            {
                changes.Add(new PendingChange(id, kind, null));
            }
        }
    }

    public void Keep() => _before.Clear();

    public void Undo()
    {
        foreach (var (id, before) in _before)
        {
            _ = _rows.Remove(id);
            if (before is not null)
            {
                _rows.Add(id, before);
            }
        }

        _before.Clear();
    }
}
