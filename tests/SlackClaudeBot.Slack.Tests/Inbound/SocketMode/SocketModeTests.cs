using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;
using NSubstitute;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Inbound.SocketMode;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;

namespace SlackClaudeBot.Slack.Tests.Inbound.SocketMode;

/// <summary>The program's Socket Mode from the envelope to the acknowledgement, over websockets in the hand of the test.</summary>
public sealed class SocketModeTests : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly SocketsInHand _sockets = new();
    private SlackHost _host = null!;
    private SocketInHand _socket = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SlackHost.StartAsync(
            change: services => services.AddSingleton<ISlackSockets>(_sockets).AddSingleton(TimeProvider.System),
            options: options => options.AppToken = "xapp-1");
        _socket = await _sockets.NextAsync();
        _host.Fixture.WithCard().With(TaskStates.Waiting());
    }

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_command_is_acknowledged_with_its_answer()
    {
        _socket.Receive(Command("e1"));

        var acknowledgement = JObject.Parse(await _socket.SentAsync());
        Assert.Equal("e1", (string?)acknowledgement["envelope_id"]);
        Assert.Equal("ephemeral", (string?)acknowledgement["payload"]!["response_type"]);
        Assert.Contains("/claude fix", (string?)acknowledgement["payload"]!["text"], StringComparison.Ordinal);
        Assert.Equal(["command accepted"], _host.Counted);
    }

    [Fact]
    public async Task A_click_is_acknowledged_after_it_is_handled()
    {
        var (asked, signalled) = HoldSignals();

        _socket.Receive(Click("e2"));
        await asked.Task.WaitAsync(_patience);
        var sent = _socket.SentAsync();
        Assert.False(sent.IsCompleted);
        signalled.SetResult(true);

        Assert.Equal("""{"envelope_id":"e2"}""", await sent);
    }

    [Fact]
    public async Task A_form_keeps_text_that_looks_like_a_date()
    {
        _socket.Receive(Envelope("interactive", "e3", new
        {
            type = "view_submission",
            user = new { id = "U0ANY" },
            view = new
            {
                id = "V1",
                type = "modal",
                callback_id = ActionIds.RejectModal,
                private_metadata = new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode(),
                state = new { values = new { feedback = new { feedback = new { type = "plain_text_input", value = "2026-01-02" } } } },
            },
        }));

        Assert.Equal("""{"envelope_id":"e3"}""", await _socket.SentAsync());
        Assert.Equal("2026-01-02", Assert.IsType<Reject>(_host.Fixture.Arguments.Single()).Feedback);
    }

    [Fact]
    public async Task An_event_that_fails_is_not_acknowledged_and_its_next_delivery_is()
    {
        _host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(_ => throw new TimeoutException(), _ => Task.FromResult(true));

        _socket.Receive(Event("e4"));
        _socket.Receive("not even JSON");
        _socket.Receive("[]");
        _socket.Receive("""{"type":"events_api","envelope_id":"e5","payload":{}}""");
        _socket.Receive("""{"type":"interactive","envelope_id":"e6","payload":"text"}""");
        _socket.Receive(Event("e7"));

        Assert.Equal("""{"envelope_id":"e7"}""", await _socket.SentAsync());
    }

    [Fact]
    public async Task Unknown_envelopes_and_interactions_are_acknowledged()
    {
        _socket.Receive("""{"type":"hologram","envelope_id":"e8","payload":{}}""");
        Assert.Equal("""{"envelope_id":"e8"}""", await _socket.SentAsync());

        _socket.Receive(Envelope("interactive", "e9", new { type = "shortcut", user = new { id = "U0ANY" } }));
        Assert.Equal("""{"envelope_id":"e9"}""", await _socket.SentAsync());
    }

    [Fact]
    public async Task A_lost_connection_is_replaced()
    {
        _socket.Close();

        Assert.Equal(2, (await _sockets.NextAsync()).Number);
    }

    [Fact]
    public async Task Envelopes_around_a_disconnect_are_acknowledged_on_their_connection()
    {
        var (asked, signalled) = HoldSignals();
        _socket.Receive("""{"type":"hello"}""");
        _socket.Receive(Click("e10"));
        await asked.Task.WaitAsync(_patience);

        _socket.Receive("""{"type":"disconnect","reason":"refresh_requested"}""");
        Assert.Equal(2, (await _sockets.NextAsync()).Number);
        _socket.Receive(Command("e11"));
        Assert.Equal("e11", (string?)JObject.Parse(await _socket.SentAsync())["envelope_id"]);
        signalled.SetResult(true);

        Assert.Equal("""{"envelope_id":"e10"}""", await _socket.SentAsync());
    }

    [Fact]
    public async Task Stopping_refuses_new_envelopes_and_waits_for_those_at_work()
    {
        var (asked, signalled) = HoldSignals();
        _socket.Receive(Click("e12"));
        await asked.Task.WaitAsync(_patience);

        var stopped = _host.Services.GetRequiredService<SocketModeConnections>().StopAsync(CancellationToken.None);
        Assert.False(stopped.IsCompleted);
        signalled.SetResult(true);
        await stopped.WaitAsync(_patience);
        _socket.Receive(Command("e13"));

        Assert.Equal("""{"envelope_id":"e12"}""", await _socket.SentAsync());
        Assert.Equal(["action accepted"], _host.Counted);
        Assert.False(_host.Services.GetRequiredService<ISocketMode>().IsConnected);
    }

    [Fact]
    public async Task In_Socket_Mode_there_are_no_endpoints() =>
        Assert.Equal("not Slack's", (await _host.PostAsync("command", "command=%2Fclaude")).Body);

    private (TaskCompletionSource Asked, TaskCompletionSource<bool> Signalled) HoldSignals()
    {
        var (asked, signalled) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        _host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(_ =>
        {
            asked.SetResult();
            return signalled.Task;
        });
        return (asked, signalled);
    }

    private static string Command(string id) => Envelope(
        "slash_commands", id, new { command = "/claude", text = "help", trigger_id = $"1.2.{id}", user_id = "U0ANY", channel_id = "C0SHOP" });

    private static string Click(string id) => Envelope("interactive", id, new
    {
        type = "block_actions",
        user = new { id = "U0ANY" },
        container = new { type = "message", channel_id = TaskStates.Channel, message_ts = "1700000000.9" },
        actions = new object[] { new { type = "button", action_id = ActionIds.Approve, action_ts = "1700000001.5", value = new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode() } },
    });

    private static string Event(string id) => Envelope("events_api", id, new
    {
        type = "event_callback",
        event_id = "E1",
        @event = new { type = "message", channel = "C0SHOP", user = "U0ANY", ts = "1700000005.1", thread_ts = TaskStates.CardTs, text = "use a transaction" },
    });

    private static string Envelope(string type, string id, object payload) =>
        System.Text.Json.JsonSerializer.Serialize(new { type, envelope_id = id, accepts_response_payload = true, payload });
}
