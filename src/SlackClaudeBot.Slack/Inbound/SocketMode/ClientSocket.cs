using System.Net.WebSockets;
using System.Text;

namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>A websocket over <see cref="ClientWebSocket"/>.</summary>
internal sealed class ClientSocket : ISlackSocket
{
    /// <summary>Slack answers a ping at once. Without pings, a connection that a router or a sleeping machine lost looks open for 15 minutes.</summary>
    private static readonly TimeSpan _usualPatience = TimeSpan.FromSeconds(15);

    // Slack's largest payloads, views and messages, have about 100 KB.
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    private readonly Uri _uri;
    private readonly TimeSpan _patience;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _receiving;

    /// <param name="uri">The address.</param>
    /// <param name="patience">The time limit for opening, the interval of pings, and the time limit for their answers.</param>
    public ClientSocket(Uri uri, TimeSpan? patience = null)
    {
        _uri = uri;
        _patience = patience ?? _usualPatience;
        _socket.Options.KeepAliveInterval = _patience;
        _socket.Options.KeepAliveTimeout = _patience;
    }

    public event Action<string>? Received;

    public Task Closed => _receiving ?? _closed.Task;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            await _socket.ConnectAsync(_uri, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _closed.TrySetResult();
            throw new IOException("Slack's websocket did not open.", e);
        }

        _receiving = ReceiveAsync();
    }

    public async Task SendAsync(string message)
    {
        // A websocket sends one message at a time.
        await _sending.WaitAsync(_disposing.Token);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, _disposing.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Dispose()
    {
        if (!_disposing.IsCancellationRequested)
        {
            _disposing.Cancel();
        }

        _socket.Dispose();
        _closed.TrySetResult();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await ReceiveMessageAsync() is { } message)
            {
                Received?.Invoke(message);
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection broke. The owner sees it by Closed and reconnects.
        }
        finally
        {
            _closed.TrySetResult();
        }
    }

    private async Task<string?> ReceiveMessageAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(), _disposing.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _disposing.Token);
                return null;
            }

            if (message.Length + part.Count > MaxMessageBytes)
            {
                throw new WebSocketException(WebSocketError.HeaderError, "A message was larger than 4 MB.");
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
            }
        }
    }
}
