namespace EmbeddedTemporal.Grpc;

/// <summary>The calls under way: each ends at its deadline, when its caller goes, or when the service stops.</summary>
internal sealed class CallTracker : IDisposable
{
    /// <summary>The longest any call waits; the official clients ask for at most 70 seconds.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(70);

    // As in the real service. Of a very short wait, the half.
    private static readonly TimeSpan _wayBack = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1;
    private int _waiting;

    /// <summary>How many calls wait for something: what they do at once is done.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A call begins.</summary>
    /// <param name="timeout">How long its caller waits.</param>
    /// <param name="isLongPoll">Whether it waits for news: then it ends in time for its caller to hear that there is none yet.</param>
    /// <param name="aborted">Its caller has gone.</param>
    public Call Enter(TimeSpan? timeout, bool isLongPoll, CancellationToken aborted)
    {
        _ = Interlocked.Increment(ref _running);
        var source = CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping.Token);
        var longest = timeout is { } t && t < LongestCall ? t : LongestCall;
        source.CancelAfter(isLongPoll ? longest - (longest / 2 < _wayBack ? longest / 2 : _wayBack) : longest);
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
            // Calls that still run are left to end by themselves.
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

        /// <summary>The call has done what it does at once: it waits as long as this stands.</summary>
        public Wait Wait()
        {
            _ = Interlocked.Increment(ref tracker._waiting);
            return new Wait(tracker);
        }

        public void Dispose()
        {
            source.Dispose();
            tracker.Leave();
        }
    }

    public readonly struct Wait(CallTracker tracker) : IDisposable
    {
        public void Dispose() => _ = Interlocked.Decrement(ref tracker._waiting);
    }
}
