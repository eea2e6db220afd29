namespace Temporalio.Worker.Activities;

/// <summary>Lets so many through a second, evenly.</summary>
/// <param name="perSecond">How many; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimit(double? perSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long _begun = time.GetTimestamp();
    private TimeSpan _next;

    public bool IsUnlimited => perSecond is null;

    /// <summary>Waits for a turn.</summary>
    /// <returns>False where the wait was given up.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (perSecond is not { } rate)
        {
            return true;
        }

        TimeSpan wait;
        lock (_gate)
        {
            // Not by the machine's clock: somebody may set it back.
            var now = time.GetElapsedTime(_begun);
            var turn = _next > now ? _next : now;
            _next = turn + TimeSpan.FromSeconds(1 / rate);
            wait = turn - now;
        }

        try
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
