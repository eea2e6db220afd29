using Newtonsoft.Json.Linq;
using NSubstitute;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.SocketMode;
using SlackNet.WebApi;

namespace SlackNet.Tests.SocketMode;

public sealed class SocketModeTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly IRequestDispatcher _dispatcher = Substitute.For<IRequestDispatcher>();
    private readonly SocketsInHand _sockets = new();
    private readonly SlackSocketModeClient _client;

    public SocketModeTests()
    {
        var api = Substitute.For<ISlackApiClient>();
        var opened = 0;
        api.AppsConnectionsApi.Open(Arg.Any<CancellationToken>())
            .Returns(_ => new ConnectionOpenResponse { Url = $"wss://slack.test/{Interlocked.Increment(ref opened)}" });
        _client = new(api, _sockets, _dispatcher, Default.JsonSettings(), Default.Logger, TimeProvider.System);
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_command_is_acknowledged_with_its_answer()
    {
        _dispatcher.Command(Arg.Is<SlashCommand>(command => command.Text == "help")).Returns(new Dictionary<string, object> { ["text"] = "usage" });
        var socket = await ConnectAsync();

        socket.Receive("""{"type":"slash_commands","envelope_id":"e1","accepts_response_payload":true,"payload":{"command":"/claude","text":"help"}}""");

        Assert.True(JToken.DeepEquals(JToken.Parse("""{"envelope_id":"e1","payload":{"text":"usage"}}"""), JToken.Parse(await socket.SentAsync())));
    }

    [Fact]
    public async Task A_click_is_acknowledged_when_it_is_handled()
    {
        var handled = new TaskCompletionSource<object>();
        _dispatcher.Interact(Arg.Any<BlockActionRequest>()).Returns(handled.Task);
        var socket = await ConnectAsync();

        socket.Receive("""{"type":"interactive","envelope_id":"e2","payload":{"type":"block_actions","actions":[]}}""");
        var sent = socket.SentAsync();
        Assert.False(sent.IsCompleted);
        handled.SetResult(null!);

        Assert.Equal("""{"envelope_id":"e2"}""", await sent);
    }

    [Fact]
    public async Task An_event_that_fails_is_not_acknowledged_and_the_next_one_is()
    {
        _dispatcher.Notify(Arg.Is<EventCallback>(callback => callback.EventId == "E1")).Returns(Task.FromException(new InvalidOperationException("down")));
        var socket = await ConnectAsync();

        socket.Receive("""{"type":"events_api","envelope_id":"e3","payload":{"type":"event_callback","event_id":"E1","event":{"type":"message"}}}""");
        socket.Receive("not even JSON");
        socket.Receive("""{"type":"events_api","envelope_id":"e4","payload":{"type":"event_callback","event_id":"E2","event":{"type":"message"}}}""");

        Assert.Equal("""{"envelope_id":"e4"}""", await socket.SentAsync());
    }

    [Fact]
    public async Task A_disconnect_opens_another_connection()
    {
        var first = await ConnectAsync();

        first.Receive("""{"type":"hello"}""");
        first.Receive("""{"type":"disconnect","reason":"refresh_requested"}""");

        var second = await _sockets.NextAsync();
        Assert.Equal("wss://slack.test/2", second.Uri);
    }

    [Fact]
    public async Task A_command_at_work_during_a_disconnect_is_acknowledged_on_its_connection()
    {
        var answered = new TaskCompletionSource<object>();
        _dispatcher.Command(Arg.Any<SlashCommand>()).Returns(answered.Task);
        var first = await ConnectAsync();

        first.Receive("""{"type":"slash_commands","envelope_id":"e5","payload":{"command":"/claude"}}""");
        first.Receive("""{"type":"disconnect","reason":"warning"}""");
        await _sockets.NextAsync();
        answered.SetResult(null!);

        Assert.Equal("""{"envelope_id":"e5"}""", await first.SentAsync());
    }

    [Fact]
    public async Task A_command_that_still_comes_after_a_disconnect_is_handled()
    {
        var first = await ConnectAsync();

        first.Receive("""{"type":"disconnect","reason":"warning"}""");
        await _sockets.NextAsync();
        first.Receive("""{"type":"slash_commands","envelope_id":"e6","payload":{"command":"/claude"}}""");

        Assert.Equal("""{"envelope_id":"e6"}""", await first.SentAsync());
    }

    [Fact]
    public async Task Stopping_refuses_new_envelopes_and_waits_for_those_at_work()
    {
        var answered = new TaskCompletionSource<object>();
        _dispatcher.Command(Arg.Any<SlashCommand>()).Returns(answered.Task);
        var socket = await ConnectAsync();
        socket.Receive("""{"type":"slash_commands","envelope_id":"e7","payload":{"command":"/claude"}}""");

        _client.Disconnect();
        var disconnected = _client.WhenDisconnectedAsync();
        // However slow the machine, it does not end before the answer is there.
        await Assert.ThrowsAsync<TimeoutException>(() => disconnected.WaitAsync(TimeSpan.FromSeconds(0.5)));
        answered.SetResult(null!);
        await disconnected.WaitAsync(_patience);
        socket.Receive("""{"type":"slash_commands","envelope_id":"e8","payload":{"command":"/claude"}}""");

        Assert.Equal("""{"envelope_id":"e7"}""", await socket.SentAsync());
        await _dispatcher.Received(1).Command(Arg.Any<SlashCommand>());
        Assert.False(_client.Connected);
    }

    [Fact]
    public async Task A_lost_connection_is_opened_again()
    {
        var first = await ConnectAsync();

        first.Close();

        Assert.Equal("wss://slack.test/2", (await _sockets.NextAsync()).Uri);
    }

    private async Task<SocketInHand> ConnectAsync()
    {
        await _client.Connect(new SocketModeConnectionOptions { NumberOfConnections = 1 }).WaitAsync(_patience);
        Assert.True(_client.Connected);
        return await _sockets.NextAsync();
    }
}
