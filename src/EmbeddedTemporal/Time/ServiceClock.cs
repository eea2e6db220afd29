namespace EmbeddedTemporal.Time;

/// <summary>
/// The machine's time as the service uses it. Set forward, or after sleep, it follows. Set back, it goes on at its own
/// pace, so that no wait is repeated. New runs begin by the present, which is the machine's time.
/// </summary>
internal sealed class ServiceClock(TimeProvider source)
{
    // A smaller step back does no harm. A clock that is adjusted gradually runs up to 0.05 % slow, which is not a step: tolerate twice that.
    private static readonly TimeSpan _smallestStep = TimeSpan.FromMilliseconds(10);
    private const int SteeredPart = 1_000;

    private readonly Lock _gate = new();
    private DateTimeOffset _present = source.GetUtcNow();
    private DateTimeOffset _steady = source.GetUtcNow();
    private long _readAt = source.GetTimestamp();
    private TimeSpan _setBack;

    /// <summary>The clock that skips time while nothing runs; null if the service uses the machine's.</summary>
    public TimeSkippingClock? Skipping => source as TimeSkippingClock;

    /// <summary>The time that never goes back.</summary>
    public DateTimeOffset Steady => Read().Steady;

    /// <summary>The machine's time.</summary>
    public DateTimeOffset Present => Read().Present;

    /// <summary>Both, at one moment.</summary>
    public (DateTimeOffset Steady, DateTimeOffset Present) Read()
    {
        lock (_gate)
        {
            // Measured before the clock is read: if the thread is held up between the two, more time has passed than this, never less.
            var elapsed = source.GetElapsedTime(_readAt);
            var present = source.GetUtcNow();
            _readAt = source.GetTimestamp();
            var step = _present + elapsed - present;
            if (step > _smallestStep + (elapsed / SteeredPart))
            {
                _setBack += step;
            }

            _present = present;
            var steady = present + _setBack;
            _steady = steady > _steady ? steady : _steady;
            return (_steady, present);
        }
    }

    public ITimer CreateTimer(TimerCallback callback, object? state) => source.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
