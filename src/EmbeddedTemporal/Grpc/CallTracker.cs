namespace EmbeddedTemporal.Grpc;

/// <summary>The calls under way: each ends at its deadline, when its caller goes, or when the service stops.</summary>
internal sealed class CallTracker : IDisposable
{
    /// <summary>The longest any call waits; the official clients ask for at most 70 seconds.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(70);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1;

    public int UnderWay => Volatile.Read(ref _running) - 1;

    public Call Enter(TimeSpan? timeout, CancellationToken aborted)
    {
        _ = Interlocked.Increment(ref _running);
        var source = CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping.Token);
        source.CancelAfter(timeout is { } t && t < LongestCall ? t : LongestCall);
        return new Call(this, source);
    }

    /// <summary>Ends waiting calls with what they have, and waits for the others.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        Leave();
        try
        {
            await _idle.Task.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left waits for nobody but its caller.
        }
    }

    public void Dispose() => _stopping.Dispose();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ = _idle.TrySetResult();
        }
    }

    public readonly struct Call(CallTracker tracker, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            source.Dispose();
            tracker.Leave();
        }
    }
}
