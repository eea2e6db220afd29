namespace SlackClaudeBot.Slack.Caching;

/// <summary>
/// Remembers answers by key. Callers that ask for the same key at the same time share one call; a call that fails is forgotten, so
/// that the next caller tries again. Not HybridCache: its memory expires by the wall clock, its keys are text, and it keeps every answer.
/// </summary>
/// <param name="time">Its time stamps count: a clock that is set back keeps nothing longer.</param>
/// <param name="lifetime">How long an answer is good, from the start of its call.</param>
/// <param name="capacity">How many are kept; then the oldest go. A bound for memory.</param>
internal sealed class AsyncCache<TKey, TValue>(TimeProvider time, TimeSpan lifetime, int capacity = 10_000)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Queue<(TKey Key, Entry Entry)> _oldestFirst = new();

    /// <summary>The remembered answer, or that of <paramref name="load"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Loads the answer.</param>
    /// <param name="isKept">Whether an answer is worth remembering; null: all are.</param>
    public async Task<TValue> GetAsync(TKey key, Func<Task<TValue>> load, Func<TValue, bool>? isKept = null)
    {
        Entry entry;
        lock (_gate)
        {
            RemoveOld();
            if (!_entries.TryGetValue(key, out entry!))
            {
                _entries[key] = entry = new Entry(time.GetTimestamp(), new Lazy<Task<TValue>>(load));
                _oldestFirst.Enqueue((key, entry));
            }
        }

        try
        {
            var value = await entry.Call.Value;
            if (isKept?.Invoke(value) == false)
            {
                Forget(key, entry);
            }

            return value;
        }
        catch
        {
            Forget(key, entry);
            throw;
        }
    }

    private void Forget(TKey key, Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var current) && current == entry)
            {
                _entries.Remove(key);
            }
        }
    }

    private void RemoveOld()
    {
        while (_oldestFirst.TryPeek(out var oldest) && (time.GetElapsedTime(oldest.Entry.At) >= lifetime || _oldestFirst.Count >= capacity))
        {
            _oldestFirst.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var current) && current == oldest.Entry)
            {
                _entries.Remove(oldest.Key);
            }
        }
    }

    private sealed record Entry(long At, Lazy<Task<TValue>> Call);
}
