namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>Opens connections of Socket Mode.</summary>
internal interface ISlackSockets
{
    /// <summary>Asks Slack for an address and creates a websocket for it, which is not open yet.</summary>
    Task<ISlackSocket> CreateAsync(CancellationToken cancellationToken);
}

/// <summary>A websocket to Slack.</summary>
internal interface ISlackSocket : IDisposable
{
    /// <summary>Raised for each message, one after another.</summary>
    event Action<string> Received;

    /// <summary>Completes when either side has closed the connection.</summary>
    Task Closed { get; }

    /// <exception cref="IOException">The connection did not open.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    Task SendAsync(string message);
}

/// <summary>The state of Socket Mode.</summary>
internal interface ISocketMode
{
    /// <summary>Whether at least one connection is open.</summary>
    bool IsConnected { get; }
}
