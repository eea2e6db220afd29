using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace SlackClaudeBot.Playground.Tests.Slack;

public sealed class SocketModeTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task An_envelope_is_acknowledged_by_its_id_and_may_carry_the_answer()
    {
        using var socket = await ConnectAsync();
        var slack = _playground.Server.Slack;
        var command = slack.CommandAsync(slack.You, "help");
        var envelope = await ReceiveAsync(socket);
        Assert.Equal("slash_commands", envelope.GetProperty("type").GetString());
        Assert.Equal("help", envelope.GetProperty("payload").GetProperty("text").GetString());
        await SendAsync(socket, $$$"""{"envelope_id":"{{{envelope.GetProperty("envelope_id").GetString()}}}","payload":{"text":"over the socket"}}""");
        Assert.True((await command).Answer.IsAcknowledged);
        Assert.Equal("over the socket", Assert.Single(slack.Messages).Text);
        Assert.Empty(_playground.Bot.Requests);
    }

    [Fact]
    public async Task A_reconnect_is_requested()
    {
        using var socket = await ConnectAsync();
        await _playground.Server.Slack.Bot.Sockets.RequestReconnectAsync();
        Assert.Equal("disconnect", (await ReceiveAsync(socket)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_ticket_opens_one_connection()
    {
        var url = await OpenAsync();
        using var first = new ClientWebSocket();
        await first.ConnectAsync(url, CancellationToken.None);
        using var second = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(url, CancellationToken.None));
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(await OpenAsync(), CancellationToken.None);
        Assert.Equal("hello", (await ReceiveAsync(socket)).GetProperty("type").GetString());
        return socket;
    }

    private async Task<Uri> OpenAsync() =>
        new((await _playground.CallAsync("apps.connections.open", [], _playground.Server.AppToken)).GetProperty("url").GetString()!);

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(PlaygroundFixture.Patience);
        var buffer = new byte[64 * 1024];
        var read = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.True(read.EndOfMessage);
        return JsonElement.Parse(Encoding.UTF8.GetString(buffer, 0, read.Count));
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
