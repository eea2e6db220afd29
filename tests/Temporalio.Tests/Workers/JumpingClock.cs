namespace Temporalio.Tests.Workers;

/// <summary>A clock on which every wait is over at once: the time jumps to its end.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _now;
    private int _waits;
    private volatile bool _standsStill;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The time that has passed.</summary>
    public TimeSpan Elapsed => new(Interlocked.Read(ref _now));

    /// <summary>How often somebody has waited.</summary>
    public int Waits => Volatile.Read(ref _waits);

    /// <summary>From here on waits last for ever.</summary>
    public void StandStill() => _standsStill = true;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    /// <summary>Somebody sets it back all the while: no wait may depend on it.</summary>
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch - Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Timeout.InfiniteTimeSpan && !_standsStill)
        {
            Interlocked.Add(ref _now, dueTime.Ticks);
            Interlocked.Increment(ref _waits);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Rung();
    }

    private sealed class Rung : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
