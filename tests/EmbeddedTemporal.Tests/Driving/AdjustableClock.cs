namespace EmbeddedTemporal.Tests.Driving;

/// <summary>A machine's clock in the test's hands: time passes when told to, and the clock can be set, which its timers do not notice.</summary>
internal sealed class AdjustableClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<AlarmTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private long _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed;
        }
    }

    /// <summary>Somebody, or the end of the machine's sleep, sets the clock.</summary>
    public void Set(TimeSpan forward)
    {
        lock (_gate)
        {
            _now += forward;
        }
    }

    /// <summary>How many timers ring within this time.</summary>
    public int TimersWithin(TimeSpan span)
    {
        lock (_gate)
        {
            return _timers.Count(t => t.Due <= _elapsed + span.Ticks);
        }
    }

    /// <summary>Lets time pass, and rings what was to ring meanwhile.</summary>
    public void Pass(TimeSpan span)
    {
        List<AlarmTimer> due;
        lock (_gate)
        {
            _now += span;
            _elapsed += span.Ticks;
            due = _timers.FindAll(t => t.Due <= _elapsed);
            due.ForEach(t => t.Due = long.MaxValue);
        }

        due.ForEach(t => t.Ring());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new AlarmTimer(this, () => callback(state));
        lock (_gate)
        {
            _timers.Add(timer);
        }

        _ = timer.Change(dueTime, period);
        return timer;
    }

    private sealed class AlarmTimer(AdjustableClock clock, Action ring) : ITimer
    {
        public long Due { get; set; } = long.MaxValue;

        public Action Ring => ring;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : clock._elapsed + dueTime.Ticks;
            }

            return true;
        }

        public void Dispose() => _ = Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
