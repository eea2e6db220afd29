namespace SlackClaudeBot.Slack.Inbound;

/// <summary>
/// Runs what a delivery asks for once: a second one with the same id waits for the first and has its result. What failed
/// is forgotten, so that the next delivery runs it. Workflows know what they have seen beyond this memory.
/// </summary>
internal sealed class Deliveries(TimeProvider time)
{
    // Slack's last retry of an event comes 6 minutes after the first delivery.
    private static readonly TimeSpan _rememberedFor = TimeSpan.FromMinutes(10);

    // A flood costs memory for this many ids, then the oldest are forgotten.
    private const int Capacity = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lazy<Task>> _seen = [];
    private readonly Queue<(DateTimeOffset At, string Id)> _oldestFirst = new();

    public async Task<T> OnceAsync<T>(string id, Func<Task<T>> run)
    {
        Lazy<Task> delivery;
        lock (_lock)
        {
            Forget();
            if (!_seen.TryGetValue(id, out delivery!))
            {
                _seen[id] = delivery = new(run);
                _oldestFirst.Enqueue((time.GetUtcNow(), id));
            }
        }

        try
        {
            return await ((Task<T>)delivery.Value);
        }
        catch
        {
            lock (_lock)
            {
                if (_seen.TryGetValue(id, out var failed) && failed == delivery)
                {
                    _seen.Remove(id);
                }
            }

            throw;
        }
    }

    private void Forget()
    {
        var old = time.GetUtcNow() - _rememberedFor;
        while (_oldestFirst.TryPeek(out var oldest) && (oldest.At < old || _oldestFirst.Count >= Capacity))
        {
            _oldestFirst.Dequeue();
            _seen.Remove(oldest.Id);
        }
    }
}
