namespace EmbeddedTemporal.Time;

/// <summary>Something that must be woken at a time.</summary>
internal interface IDeadlineHolder
{
    long Key { get; }

    void OnDeadline();
}

/// <summary>
/// Wakes each run at its earliest deadline. A run has one entry however many timers and timeouts it waits for, so
/// nothing is left behind by what ended in time, and nothing has to be restored at start but the runs themselves.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    // How often the clock is read again: a timer does not notice that the machine slept or that its clock was set.
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly SortedSet<(long Due, long Key)> _order = [];
    private readonly Dictionary<long, (long Due, IDeadlineHolder Holder)> _entries = [];
    private readonly ServiceClock _clock;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public Deadlines(ServiceClock clock)
    {
        _clock = clock;
        _timer = clock.CreateTimer(static self => ((Deadlines)self!).Tick(), this);
    }

    /// <summary>Sets or, with null, removes the holder's deadline, by the clock's steady time.</summary>
    public void Set(IDeadlineHolder holder, DateTimeOffset? due)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(holder.Key, out var old))
            {
                if (old.Due == due?.UtcTicks)
                {
                    return;
                }

                _ = _order.Remove((old.Due, holder.Key));
            }

            if (due is not { } time)
            {
                _ = _entries.Remove(holder.Key);
                return;
            }

            _entries[holder.Key] = (time.UtcTicks, holder);
            _ = _order.Add((time.UtcTicks, holder.Key));
            if (time.UtcTicks < _armedFor)
            {
                Arm(time.UtcTicks);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        var now = _clock.Steady.UtcTicks;
        List<IDeadlineHolder> due = [];
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            while (_order.Count > 0 && _order.Min is var (time, key) && time <= now)
            {
                _ = _order.Remove((time, key));
                _ = _entries.Remove(key, out var entry);
                due.Add(entry.Holder);
            }
        }

        foreach (var holder in due)
        {
            holder.OnDeadline();
        }

        lock (_gate)
        {
            if (_order.Count > 0 && _order.Min.Due < _armedFor)
            {
                Arm(_order.Min.Due);
            }
        }
    }

    private void Arm(long due)
    {
        _armedFor = due;
        var delay = TimeSpan.FromTicks(Math.Max(0, due - _clock.Steady.UtcTicks));
        // Timers take whole milliseconds: round up, or it would wake before its time.
        var bounded = delay < _longestWait ? TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds)) : _longestWait;
        _ = _timer.Change(_clock.Skipping is null ? bounded : delay, Timeout.InfiniteTimeSpan);
    }
}
