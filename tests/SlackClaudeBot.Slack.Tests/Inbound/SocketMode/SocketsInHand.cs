using System.Threading.Channels;
using SlackClaudeBot.Slack.Inbound.SocketMode;

namespace SlackClaudeBot.Slack.Tests.Inbound.SocketMode;

/// <summary>Creates websockets whose other side is the test.</summary>
internal sealed class SocketsInHand : ISlackSockets
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Channel<SocketInHand> _made = Channel.CreateUnbounded<SocketInHand>();
    private int _created;

    /// <summary>Slack refuses to open a connection.</summary>
    public bool Refuse { get; init; }

    /// <summary>Each websocket closes as soon as it is open.</summary>
    public bool CloseAtOnce { get; init; }

    public int Created => _created;

    public Task<ISlackSocket> CreateAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _created);
        if (Refuse)
        {
            return Task.FromException<ISlackSocket>(new HttpRequestException("invalid_auth"));
        }

        var socket = new SocketInHand(number);
        if (CloseAtOnce)
        {
            socket.Close();
        }

        _made.Writer.TryWrite(socket);
        return Task.FromResult<ISlackSocket>(socket);
    }

    public async Task<SocketInHand> NextAsync()
    {
        var socket = await _made.Reader.ReadAsync().AsTask().WaitAsync(_patience);
        await socket.Opened.WaitAsync(_patience);
        return socket;
    }
}

internal sealed class SocketInHand(int number) : ISlackSocket
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _closed = new();
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>();

    public event Action<string>? Received;

    public int Number => number;

    public Task Opened => _opened.Task;

    public Task Closed => _closed.Task;

    public Task OpenAsync(CancellationToken cancellationToken)
    {
        _opened.TrySetResult();
        return Task.CompletedTask;
    }

    public Task SendAsync(string message) => !_closed.Task.IsCompleted && _sent.Writer.TryWrite(message)
        ? Task.CompletedTask
        : Task.FromException(new IOException("closed"));

    public void Receive(string message) => Received?.Invoke(message);

    public async Task<string> SentAsync() => await _sent.Reader.ReadAsync().AsTask().WaitAsync(_patience);

    public void Close() => _closed.TrySetResult();

    public void Dispose() => Close();
}
