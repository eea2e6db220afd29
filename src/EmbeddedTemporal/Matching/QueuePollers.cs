using EmbeddedTemporal.Time;

namespace EmbeddedTemporal.Matching;

/// <summary>A queue's poller, as <c>DescribeTaskQueue</c> shows it.</summary>
internal sealed record PollerSighting(string Identity, string BuildId, DateTimeOffset LastAccess);

/// <summary>The workers that have polled a queue. Its queue's lock protects it.</summary>
internal sealed class QueuePollers(ServiceClock clock)
{
    // The real service forgets a poller it has not heard of for this long.
    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(5);

    // A sticky queue counts as served for so long after its last poll.
    private static readonly TimeSpan _recently = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, PollerSighting> _pollers = [];
    private DateTimeOffset _lastPoll = DateTimeOffset.MinValue;

    /// <summary>Whether a worker polled a moment ago.</summary>
    public bool HavePolledRecently => clock.Steady - _lastPoll < _recently;

    /// <summary>Notes that a worker serves the queue.</summary>
    public void Touch() => _lastPoll = clock.Steady;

    /// <summary>Notes a poll.</summary>
    public void Note(string identity, string buildId)
    {
        _lastPoll = clock.Steady;
        _pollers[identity] = new PollerSighting(identity, buildId, _lastPoll);
    }

    /// <summary>The last poll was that of a worker that has gone.</summary>
    public void ForgetLastPoll() => _lastPoll = DateTimeOffset.MinValue;

    /// <summary>Forgets all workers.</summary>
    public void Clear()
    {
        _pollers.Clear();
        ForgetLastPoll();
    }

    /// <summary>The workers that polled not long ago.</summary>
    public List<PollerSighting> Recent()
    {
        var oldest = clock.Steady - _memory;
        foreach (var (identity, seen) in _pollers.ToList())
        {
            if (seen.LastAccess < oldest)
            {
                _ = _pollers.Remove(identity);
            }
        }

        return [.. _pollers.Values];
    }
}
