namespace EmbeddedTemporal;

/// <summary>
/// A virtual clock that only moves when told to, or by itself, straight to the next timer, while nothing is running.
/// It starts locked: time stands still until <see cref="Unlock"/>.
/// </summary>
public sealed class TimeSkippingClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), DateTimeOffset> _due = new();
    private DateTimeOffset _now;
    private int _locks = 1;
    private int _running;
    private bool _skipping;

    /// <summary>A clock that begins at the present.</summary>
    public TimeSkippingClock()
        : this(System.GetUtcNow())
    {
    }

    /// <summary>A clock that begins at <paramref name="start"/>.</summary>
    public TimeSkippingClock(DateTimeOffset start) => _now = start;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Stops skipping, until as many calls of <see cref="Unlock"/>.</summary>
    public void Lock()
    {
        lock (_gate)
        {
            _locks++;
        }
    }

    /// <summary>Lets time skip to the next timer whenever nothing runs.</summary>
    /// <exception cref="InvalidOperationException">The clock is not locked.</exception>
    public void Unlock()
    {
        lock (_gate)
        {
            if (_locks == 0)
            {
                throw new InvalidOperationException("The clock is not locked.");
            }

            _locks--;
        }

        Skip();
    }

    /// <summary>Moves time on by <paramref name="span"/>, firing all timers on the way, locked or not.</summary>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + span);
    }

    /// <summary>Moves time on to <paramref name="target"/>, firing all timers on the way, each at its own time.</summary>
    public void AdvanceTo(DateTimeOffset target)
    {
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }

        Skip();
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Something runs: time stands still until the same number of <see cref="Leave"/>.</summary>
    internal void Enter()
    {
        lock (_gate)
        {
            _running++;
        }
    }

    /// <summary>Something that ran has ended.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _running--;
        }

        Skip();
    }

    /// <summary>Skips on a thread of its own: whoever asked may hold locks that a timer needs.</summary>
    private void Skip()
    {
        lock (_gate)
        {
            if (_skipping || _locks > 0 || _running > 0)
            {
                return;
            }

            _skipping = true;
        }

        _ = ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.SkipOn(), this, preferLocal: false);
    }

    private void SkipOn()
    {
        while (TakeDue(target: null) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves to the next timer due up to <paramref name="target"/>, or, when null, to the next at all if time may skip.</summary>
    private VirtualTimer? TakeDue(DateTimeOffset? target)
    {
        lock (_gate)
        {
            while (_due.TryPeek(out var next, out var due))
            {
                if (next.Version != next.Timer.Version)
                {
                    _ = _due.Dequeue();
                    continue;
                }

                if (target is null ? _locks > 0 || _running > 0 : due > target)
                {
                    break;
                }

                _ = _due.Dequeue();
                _now = due > _now ? due : _now;
                next.Timer.Rearm(_now);
                return next.Timer;
            }

            _now = target > _now ? target.Value : _now;
            _skipping &= target is not null;
            return null;
        }
    }

    private sealed class VirtualTimer(TimeSkippingClock clock, Action fire) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public int Version { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Version++;
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    clock._due.Enqueue((this, Version), clock._now + dueTime);
                }
            }

            clock.Skip();
            return true;
        }

        public void Rearm(DateTimeOffset now)
        {
            if (_period > TimeSpan.Zero)
            {
                clock._due.Enqueue((this, Version), now + _period);
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                Version++;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
