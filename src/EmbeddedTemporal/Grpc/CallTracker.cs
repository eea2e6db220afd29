namespace EmbeddedTemporal.Grpc;

/// <summary>Calls in progress: each ends at its deadline, when its caller leaves, or when the service stops.</summary>
internal sealed class CallTracker : IDisposable
{
    /// <summary>The longest any call waits; the official clients ask for at most 70 seconds.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(70);

    // As in the real service; half of a shorter wait.
    private static readonly TimeSpan _answerMargin = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running = 1;
    private int _waiting;

    /// <summary>How many calls wait for something; their immediate work is done.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Tracks a call.</summary>
    /// <param name="timeout">How long its caller waits.</param>
    /// <param name="isLongPoll">Whether it waits for news: it ends in time for its caller to hear that there is none yet.</param>
    /// <param name="aborted">The caller has gone.</param>
    public Call Enter(TimeSpan? timeout, bool isLongPoll, CancellationToken aborted)
    {
        var source = Enter(aborted);
        var longest = timeout is { } t && t < LongestCall ? t : LongestCall;
        source.CancelAfter(isLongPoll ? longest - (longest / 2 < _answerMargin ? longest / 2 : _answerMargin) : longest);
        return new Call(this, source);
    }

    /// <summary>Tracks a call that waits as long as its caller does.</summary>
    /// <param name="aborted">The caller has gone.</param>
    public Call EnterEndless(CancellationToken aborted) => new(this, Enter(aborted));

    /// <summary>Ends calls that wait, and waits for the others.</summary>
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

    private CancellationTokenSource Enter(CancellationToken aborted)
    {
        _ = Interlocked.Increment(ref _running);
        return CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping.Token);
    }

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

        /// <summary>The call waits until this is disposed; its immediate work is done.</summary>
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
