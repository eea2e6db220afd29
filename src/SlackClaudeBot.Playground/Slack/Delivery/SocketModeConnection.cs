using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.Delivery;

/// <summary>One websocket of the app.</summary>
internal sealed class SocketModeConnection(WebSocket socket) : IDisposable
{
    private const int MaxMessageBytes = 1024 * 1024;
    // Nothing is sent before the greeting.
    private readonly SemaphoreSlim _sending = new(0);

    /// <summary>Sends the first message, then lets others be sent.</summary>
    public async Task GreetAsync(JsonObject message, CancellationToken cancellationToken)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        _sending.Release();
    }

    public async Task SendAsync(JsonObject message, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(message.ToJsonString());
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Hands every message to <paramref name="receive"/> until the connection ends.</summary>
    public async Task ReadAsync(Action<JsonElement> receive, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return;
                }

                message.Write(buffer, 0, read.Count);
                if (message.Length > MaxMessageBytes)
                {
                    return;
                }

                if (!read.EndOfMessage)
                {
                    continue;
                }

                receive(JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or JsonException)
        {
            // The app went away, or sent something that is not JSON: either ends the connection.
        }
    }

    public void Abort() => socket.Abort();

    public void Dispose() => _sending.Dispose();
}
