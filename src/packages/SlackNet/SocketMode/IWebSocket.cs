using System.Net.WebSockets;

namespace SlackNet;

/// <summary>Opens websockets.</summary>
public interface IWebSocketFactory
{
    IWebSocket Create(string uri);
}

/// <summary>A websocket.</summary>
public interface IWebSocket : IDisposable
{
    WebSocketState State { get; }

    /// <summary>Completes when either side has closed the connection.</summary>
    Task Closed { get; }

    /// <summary>The messages of the other side.</summary>
    IObservable<string> Messages { get; }

    /// <returns>Whether it opened.</returns>
    Task<bool> Open(CancellationToken cancellationToken);

    Task Send(string message);
}
