using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SlackNet.AspNetCore;
using SlackNet.Tests.Http;

namespace SlackNet.Tests.SocketMode;

/// <summary>Socket Mode over HTTP and websockets as they are, from apps.connections.open to the acknowledgement.</summary>
public sealed class RealSocketTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Channel<(int Connection, string Text)> _acknowledged = System.Threading.Channels.Channel.CreateUnbounded<(int, string)>();
    private WebApplication _slack = null!;
    private WebApplication _app = null!;
    private string? _authorization;
    private int _connections;

    public async ValueTask InitializeAsync()
    {
        _slack = Build(_ => { });
        _slack.UseWebSockets();
        _slack.MapPost("/api/apps.connections.open", (HttpContext context) =>
        {
            _authorization = context.Request.Headers.Authorization;
            return Results.Json(new { ok = true, url = _slack.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + "/link" });
        });
        _slack.Map("/link", TalkAsync);
        await _slack.StartAsync();

        _app = Build(services => services.AddSingleton(new StandInUrls(_slack.Urls.Single())).AddSlackNet(slack => slack
            .UseAppLevelToken("xapp-1")
            .UseUrlBuilder<StandInUrls>()
            .RegisterSlashCommandHandler<EchoCommand>("/echo")
            .UseSocketMode(true, new() { NumberOfConnections = 1 })));
        _app.UseSlackNet();
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task A_command_is_answered_and_a_refreshed_connection_goes_on()
    {
        var first = await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(_patience);
        var second = await _acknowledged.Reader.ReadAsync().AsTask().WaitAsync(_patience);

        Assert.Equal("Bearer xapp-1", _authorization);
        Assert.Equal(1, first.Connection);
        Assert.Contains("\"envelope_id\":\"e1\"", first.Text, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"hello 1", first.Text, StringComparison.Ordinal);
        Assert.Equal(2, second.Connection);
    }

    [Fact]
    public async Task In_Socket_Mode_there_are_no_endpoints()
    {
        using var http = new HttpClient();
        using var response = await http.PostAsync(new Uri($"{_app.Urls.Single()}/slack/command"), new StringContent("command=%2Fecho"));

        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>Greets, sends a command larger than one buffer, waits for its acknowledgement, then asks for another connection.</summary>
    private async Task TalkAsync(HttpContext context)
    {
        var number = Interlocked.Increment(ref _connections);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await SendAsync(socket, """{"type":"hello"}""");
        await SendAsync(socket, $$$"""{"type":"slash_commands","envelope_id":"e{{{number}}}","payload":{"command":"/echo","text":"hello {{{number}}}{{{new string('.', 100_000)}}}"}}""");

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

    private static WebApplication Build(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class StandInUrls(string address) : ISlackUrlBuilder
    {
        public string Url(string apiMethod, Dictionary<string, object> args) => $"{address}/api/{apiMethod}";
    }
}
