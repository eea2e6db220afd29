namespace SlackNet;

/// <summary>Creates websockets over <see cref="System.Net.WebSockets.ClientWebSocket"/>.</summary>
internal sealed class WebSocketFactory : IWebSocketFactory
{
    public IWebSocket Create(string uri) => new ClientSocket(new Uri(uri));
}
