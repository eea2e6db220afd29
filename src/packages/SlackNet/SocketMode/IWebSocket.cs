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

    /// <summary>Completes when it is closed, by whomever.</summary>
    Task Closed { get; }

    /// <summary>What arrives.</summary>
    IObservable<string> Messages { get; }

    /// <returns>Whether it opened.</returns>
    Task<bool> Open(CancellationToken cancellationToken);

    Task Send(string message);
}
