namespace SlackNet.SocketMode;

/// <summary>One connection and the envelopes at work on it.</summary>
internal sealed class Connection(IWebSocket socket)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable _listening;

    // The messages at work, plus one for the connection itself until it is closed: zero means idle.
    private int _underWay = 1;

    public IWebSocket Socket { get; } = socket;

    /// <summary>Completes when Slack closed the connection or asked for another one.</summary>
    public Task Ended => Task.WhenAny(Socket.Closed, _ended.Task);

    /// <summary>The reason of Slack's <c>disconnect</c>; null if it closed the connection without one.</summary>
    public string EndReason { get; private set; }

    public void End(string reason)
    {
        EndReason = reason;
        _ended.TrySetResult();
    }

    public void Listen(Func<string, Task> handle) => _listening = Socket.Messages.Subscribe(new Listener<string>(message => _ = CountAsync(handle, message)));

    /// <summary>
    /// Closes the connection gracefully. Slack still sends envelopes after it asked for another connection, and an envelope must be
    /// acknowledged on the connection on which it came.
    /// </summary>
    /// <param name="patience">How long envelopes may still come, and then, how long those at work may take.</param>
    /// <param name="stopping">Ends the first wait: no more envelopes are accepted.</param>
    public async Task CloseAsync(TimeSpan patience, CancellationToken stopping)
    {
        await Task.WhenAny(Socket.Closed, Task.Delay(patience, stopping)).ConfigureAwait(false);
        _listening?.Dispose();
        Leave();
        await Task.WhenAny(_idle.Task, Socket.Closed, Task.Delay(patience, CancellationToken.None)).ConfigureAwait(false);
        Socket.Dispose();
    }

    private async Task CountAsync(Func<string, Task> handle, string message)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await handle(message).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0)
        {
            _idle.TrySetResult();
        }
    }
}
