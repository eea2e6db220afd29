namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>One connection and the envelopes at work on it.</summary>
internal sealed class SocketConnection
{
    private readonly ISlackSocket _socket;
    private readonly Func<SocketConnection, string, Task> _handle;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The envelopes at work, plus one for the connection itself until it is closed: zero means idle.
    private int _atWork = 1;

    /// <param name="socket">Not open yet.</param>
    /// <param name="handle">Handles a message; does not throw.</param>
    public SocketConnection(ISlackSocket socket, Func<SocketConnection, string, Task> handle)
    {
        _socket = socket;
        _handle = handle;
        _socket.Received += Receive;
    }

    /// <summary>Completes when Slack closed the connection or asked for another one.</summary>
    public Task Ended => Task.WhenAny(_socket.Closed, _ended.Task);

    /// <summary>The reason of Slack's <c>disconnect</c>; null if it closed the connection without one.</summary>
    public string? EndReason { get; private set; }

    public Task OpenAsync(CancellationToken cancellationToken) => _socket.OpenAsync(cancellationToken);

    public Task SendAsync(string message) => _socket.SendAsync(message);

    public void End(string? reason)
    {
        EndReason = reason;
        _ended.TrySetResult();
    }

    /// <summary>
    /// Closes the connection gracefully. Slack still sends envelopes after it asked for another connection, and an envelope must be
    /// acknowledged on the connection on which it came.
    /// </summary>
    /// <param name="patience">How long envelopes may still come, and then, how long those at work may take.</param>
    /// <param name="stopping">Ends the first wait: no more envelopes are accepted.</param>
    public async Task CloseAsync(TimeSpan patience, CancellationToken stopping)
    {
        await Task.WhenAny(_socket.Closed, Task.Delay(patience, stopping));
        _socket.Received -= Receive;
        Leave();
        await Task.WhenAny(_idle.Task, _socket.Closed, Task.Delay(patience, CancellationToken.None));
        _socket.Dispose();
    }

    private async void Receive(string message)
    {
        Interlocked.Increment(ref _atWork);
        try
        {
            await _handle(this, message);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _atWork) == 0)
        {
            _idle.TrySetResult();
        }
    }
}
