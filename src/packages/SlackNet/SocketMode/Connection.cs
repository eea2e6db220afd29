namespace SlackNet.SocketMode;

/// <summary>One connection, and what is under way on it.</summary>
internal sealed class Connection(IWebSocket socket)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable _listening;

    // The messages being handled, and one for the connection itself until it is closed: at zero it is idle.
    private int _underWay = 1;

    public IWebSocket Socket { get; } = socket;

    /// <summary>Completes when Slack closed it or asked for another one.</summary>
    public Task Ended => Task.WhenAny(Socket.Closed, _ended.Task);

    public void End() => _ended.TrySetResult();

    public void Listen(Func<string, Task> handle) => _listening = Socket.Messages.Subscribe(new Listener<string>(message => _ = CountAsync(handle, message)));

    /// <summary>
    /// Takes what still comes over it, since Slack sends some after it asked for another connection; lets what is under way be
    /// acknowledged on it; then closes it.
    /// </summary>
    /// <param name="patience">How long something may come, and how long what is under way may take.</param>
    /// <param name="stopping">Nothing new is taken.</param>
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
