using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SlackClaudeBot.Slack.Inbound.SocketMode;

namespace SlackClaudeBot.Slack.Tests.Inbound.SocketMode;

/// <summary>The other side is gone without a word: a router forgot the connection, or the machine slept.</summary>
public sealed class SilentSocketTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public SilentSocketTests() => _server.Start();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_connection_without_answers_to_pings_is_closed()
    {
        using var socket = Socket();
        var opened = socket.OpenAsync(CancellationToken.None);
        using var other = await _server.AcceptTcpClientAsync();
        await GreetAsync(other.GetStream());
        await opened.WaitAsync(_patience);

        await socket.Closed.WaitAsync(_patience);
    }

    [Fact]
    public async Task A_connection_that_is_accepted_and_never_opened_is_given_up()
    {
        using var socket = Socket();
        var opened = socket.OpenAsync(CancellationToken.None);
        using var other = await _server.AcceptTcpClientAsync();

        await Assert.ThrowsAsync<IOException>(() => opened.WaitAsync(_patience));
        Assert.True(socket.Closed.IsCompleted);
    }

    private ClientSocket Socket() => new(new Uri($"ws://{_server.LocalEndpoint}/"), TimeSpan.FromSeconds(1));

    /// <summary>Answers the handshake and nothing more: https://datatracker.ietf.org/doc/html/rfc6455#section-4.2.2</summary>
    private static async Task GreetAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var key = string.Empty;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))
            {
                key = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

#pragma warning disable CA5350 // The protocol wants SHA-1.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
    }
}
