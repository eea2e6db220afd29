namespace EmbeddedTemporal.Time;

/// <summary>
/// A virtual clock for tests. Locked, it goes at its usual pace; unlocked, it skips to the next timer whenever nothing runs.
/// It starts locked once. Tests, and workflow tasks and activities that run, share one lock counter, as in Temporal's test server:
/// https://github.com/temporalio/api/blob/master/temporal/api/testservice/v1/service.proto
/// </summary>
public sealed class TimeSkippingClock : TimeProvider
{
    // Timers take less than 50 days; a holder that is woken early checks the time again.
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(VirtualTimer Timer, int Version), DateTimeOffset> _due = new();
    private readonly TimeProvider _pace;
    private readonly DateTimeOffset _start;
    private readonly long _startedAt;
    private readonly ITimer _alarm;
    private TimeSpan _skipped;
    private int _locks = 1;
    private bool _skipping;

    /// <summary>A clock that begins at the present.</summary>
    public TimeSkippingClock()
        : this(System)
    {
    }

    /// <summary>A clock that begins at the time of another one and runs at its pace: it stops while that one does.</summary>
    public TimeSkippingClock(TimeProvider pace)
    {
        ArgumentNullException.ThrowIfNull(pace);
        _pace = pace;
        _start = pace.GetUtcNow();
        _startedAt = pace.GetTimestamp();
        _alarm = pace.CreateTimer(static self => ((TimeSkippingClock)self!).OnAlarm(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private DateTimeOffset Now => _start + _pace.GetElapsedTime(_startedAt) + _skipped;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Now;
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

    /// <summary>Takes one lock away. Without any, time skips to the next timer.</summary>
    /// <exception cref="InvalidOperationException">The clock is not locked.</exception>
    public void Unlock()
    {
        lock (_gate)
        {
            ThrowIfNotLocked();
            _locks--;
        }

        Skip();
    }

    /// <summary>Takes one lock away until this much time has passed, skipped or not.</summary>
    /// <exception cref="InvalidOperationException">The clock is not locked.</exception>
    public async Task UnlockWithSleepAsync(TimeSpan duration, CancellationToken cancellationToken = default)
    {
        var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var relocked = 0;
        ITimer timer;
        lock (_gate)
        {
            ThrowIfNotLocked();
            timer = CreateTimer(_ => Relock(), null, duration, Timeout.InfiniteTimeSpan);
            _locks--;
        }

        Skip();
        try
        {
            await passed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Relock();
            await timer.DisposeAsync().ConfigureAwait(false);
        }

        // By the timer itself: time must not skip further before the sleeper wakes.
        void Relock()
        {
            if (Interlocked.Exchange(ref relocked, 1) == 0)
            {
                Lock();
                passed.SetResult();
            }
        }
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

        lock (_gate)
        {
            SkipTo(target);
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

    /// <summary>A workflow task or an activity runs: holds a lock until <see cref="Leave"/>.</summary>
    internal void Enter() => Lock();

    /// <summary>A workflow task or an activity has ended. A test may have taken its lock away already.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _locks = Math.Max(0, _locks - 1);
        }

        Skip();
    }

    private void ThrowIfNotLocked()
    {
        if (_locks == 0)
        {
            throw new InvalidOperationException("Time skipping is not locked: there were more calls that unlock it than calls that lock it.");
        }
    }

    /// <summary>Skips on another thread: the caller may hold locks that a timer needs.</summary>
    private void Skip()
    {
        lock (_gate)
        {
            if (_skipping || _locks > 0)
            {
                return;
            }

            _skipping = true;
        }

        _ = ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.SkipOn(), this, preferLocal: false);
    }

    private void SkipOn()
    {
        while (TakeNext() is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>At the clock's own pace a timer is due.</summary>
    private void OnAlarm()
    {
        while (TakeDue(GetUtcNow()) is { } timer)
        {
            timer.Fire();
        }

        lock (_gate)
        {
            SetAlarm();
        }
    }

    /// <summary>Moves to the next timer, if time may skip.</summary>
    private VirtualTimer? TakeNext()
    {
        lock (_gate)
        {
            _skipping = _locks == 0 && PeekDue() is not null;
            return _skipping ? Take() : null;
        }
    }

    /// <summary>Moves to the next timer, if it is due by <paramref name="target"/>.</summary>
    private VirtualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_gate)
        {
            return PeekDue() <= target ? Take() : null;
        }
    }

    private DateTimeOffset? PeekDue()
    {
        while (_due.TryPeek(out var next, out var due))
        {
            if (next.Version == next.Timer.Version)
            {
                return due;
            }

            _ = _due.Dequeue();
        }

        return null;
    }

    private VirtualTimer Take()
    {
        _ = _due.TryDequeue(out var next, out var due);
        SkipTo(due);
        next.Timer.Rearm(Now);
        return next.Timer;
    }

    private void SkipTo(DateTimeOffset target)
    {
        if (target - Now is var rest && rest > TimeSpan.Zero)
        {
            _skipped += rest;
            SetAlarm();
        }
    }

    private void SetAlarm()
    {
        if (PeekDue() is { } due)
        {
            var delay = due - Now;
            // Timers take whole milliseconds: round up, or it would wake before its time.
            _ = _alarm.Change(delay > _longestWait ? _longestWait : TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, delay.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
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
                    clock._due.Enqueue((this, Version), clock.Now + dueTime);
                    clock.SetAlarm();
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
                clock.SetAlarm();
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
