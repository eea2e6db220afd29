using System.Net.WebSockets;

namespace SlackNet.Tests.SocketMode;

/// <summary>Creates websockets whose other side is the test.</summary>
internal sealed class SocketsInHand : IWebSocketFactory
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly System.Threading.Channels.Channel<SocketInHand> _made = System.Threading.Channels.Channel.CreateUnbounded<SocketInHand>();
    private int _created;

    /// <summary>Each websocket closes as soon as it is open.</summary>
    public bool CloseAtOnce { get; init; }

    public int Created => _created;

    public IWebSocket Create(string uri)
    {
        Interlocked.Increment(ref _created);
        var socket = new SocketInHand(uri);
        if (CloseAtOnce)
        {
            socket.Close();
        }

        _made.Writer.TryWrite(socket);
        return socket;
    }

    public async Task<SocketInHand> NextAsync()
    {
        var socket = await _made.Reader.ReadAsync().AsTask().WaitAsync(_patience);
        await socket.Opened.WaitAsync(_patience);
        return socket;
    }
}

internal sealed class SocketInHand(string uri) : IWebSocket
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly Broadcast<string> _messages = new();
    private readonly TaskCompletionSource _closed = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Threading.Channels.Channel<string> _sent = System.Threading.Channels.Channel.CreateUnbounded<string>();

    public string Uri => uri;

    public Task Opened => _opened.Task;

    public WebSocketState State => _closed.Task.IsCompleted ? WebSocketState.Closed : WebSocketState.Open;

    public Task Closed => _closed.Task;

    public IObservable<string> Messages => _messages;

    public Task<bool> Open(CancellationToken cancellationToken)
    {
        _opened.TrySetResult();
        return Task.FromResult(true);
    }

    public Task Send(string message) => State == WebSocketState.Open && _sent.Writer.TryWrite(message)
        ? Task.CompletedTask
        : Task.FromException(new WebSocketException("closed"));

    public void Receive(string message) => _messages.Send(message);

    public async Task<string> SentAsync() => await _sent.Reader.ReadAsync().AsTask().WaitAsync(_patience);

    public void Close() => _closed.TrySetResult();

    public void Dispose() => Close();
}
