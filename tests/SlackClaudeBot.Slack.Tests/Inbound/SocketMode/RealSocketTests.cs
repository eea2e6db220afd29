using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Slack.Tests.Inbound.SocketMode;

/// <summary>Socket Mode over real HTTP and websockets, from apps.connections.open to the acknowledgement.</summary>
public sealed class RealSocketTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Channel<(int Connection, string Text)> _acknowledged = Channel.CreateUnbounded<(int, string)>();
    private WebApplication _slack = null!;
    private SlackHost _host = null!;
    private string? _authorization;
    private int _asked;
    private int _connections;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _slack = builder.Build();
        _slack.UseWebSockets();
        _slack.MapPost("/api/apps.connections.open", (HttpContext context) =>
        {
            _authorization = context.Request.Headers.Authorization;
            return Interlocked.Increment(ref _asked) switch
            {
                1 => Results.Json(new { ok = false, error = "invalid_auth" }),
                2 => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
                _ => Results.Json(new { ok = true, url = _slack.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/link" }),
            };
        });
        _slack.Map("/link", TalkAsync);
        await _slack.StartAsync();

        _host = await SlackHost.StartAsync(
            change: services => services.AddSingleton(TimeProvider.System),
            options: options => (options.AppToken, options.ApiUrl) = ("xapp-1", new Uri($"{_slack.Urls.Single()}/api/")));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task A_command_is_answered_and_so_is_one_on_the_next_connection()
    {
        var first = await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(_patience);
        var second = await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(_patience);

        Assert.Equal("Bearer xapp-1", _authorization);
        Assert.Equal(1, first.Connection);
        Assert.Contains("\"envelope_id\":\"e1\"", first.Text, StringComparison.Ordinal);
        Assert.Contains("\"response_type\":\"ephemeral\"", first.Text, StringComparison.Ordinal);
        Assert.Equal(2, second.Connection);
    }

    [Fact]
    public async Task A_token_that_is_refused_and_a_Slack_that_is_down_at_start_do_not_stop_the_program()
    {
        Assert.False(_host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);

        var command = await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(_patience);

        Assert.Equal(1, command.Connection);
        Assert.True(_asked > 2);
    }

    /// <summary>Greets, sends a command larger than one buffer, waits for its acknowledgement, then asks for another connection.</summary>
    private async Task TalkAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _connections);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await SendAsync(socket, """{"type":"hello"}""");
        await SendAsync(socket, $$$"""{"type":"slash_commands","envelope_id":"e{{{number}}}","payload":{"command":"/claude","trigger_id":"1.2.{{{number}}}","user_id":"U0ANY","channel_id":"C0SHOP","text":"help {{{new string('.', 100_000)}}}"}}""");

        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, context.RequestAborted);
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
        }
        while (!part.EndOfMessage);

        await _acknowledged.Writer.WriteAsync((number, text.ToString()));
        await SendAsync(socket, """{"type":"disconnect","reason":"refresh_requested"}""");
        await socket.ReceiveAsync(buffer, context.RequestAborted);
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
