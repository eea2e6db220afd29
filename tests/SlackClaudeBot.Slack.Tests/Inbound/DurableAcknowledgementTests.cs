using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;
using NSubstitute;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Slack.Inbound.SocketMode;
using SlackClaudeBot.Slack.Tests.Inbound.SocketMode;
using SlackClaudeBot.Testing;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Inbound;

/// <summary>Each kind of request, over HTTP and Socket Mode, is acknowledged after its effect is durable, and its retry changes nothing.</summary>
public sealed class DurableAcknowledgementTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, (string Endpoint, string Envelope, JObject Payload)> _requests = new()
    {
        ["command"] = ("command", "slash_commands", new JObject
        {
            ["command"] = "/claude",
            ["text"] = "fix acme/shop Checkout crashes",
            ["trigger_id"] = "1.2.3",
            ["user_id"] = "U0ANY",
            ["channel_id"] = TaskStates.Channel,
        }),
        ["click"] = ("action", "interactive", JObject.FromObject(new
        {
            type = "block_actions",
            user = new { id = "U0ANY" },
            container = new { type = "message", channel_id = TaskStates.Channel, message_ts = "1700000000.9" },
            actions = new object[] { new { type = "button", action_id = ActionIds.Approve, action_ts = "1700000001.5", value = Review() } },
        })),
        ["modal"] = ("action", "interactive", JObject.FromObject(new
        {
            type = "view_submission",
            user = new { id = "U0ANY" },
            view = new
            {
                id = "V1",
                type = "modal",
                callback_id = ActionIds.RejectModal,
                private_metadata = Review(),
                state = new { values = new { feedback = new { feedback = new { type = "plain_text_input", value = "2026-01-02" } } } },
            },
        })),
        ["reply"] = ("event", "events_api", JObject.FromObject(new
        {
            type = "event_callback",
            event_id = "E1",
            @event = new { type = "message", channel = TaskStates.Channel, user = "U0ANY", ts = "1700000005.1", thread_ts = TaskStates.CardTs, text = "2026-01-02" },
        })),
    };

    public static MatrixTheoryData<string, string> Requests => new(["http", "socket"], [.. _requests.Keys]);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_is_acknowledged_after_it_is_durable_and_counts_once(string transport, string kind)
    {
        var sockets = new SocketsInHand();
        await using var host = transport == "http"
            ? await SlackHost.StartAsync()
            : await SlackHost.StartAsync(
                change: services => services.AddSingleton<ISlackSockets>(sockets).AddSingleton(TimeProvider.System),
                options: options => options.AppToken = "xapp-1");
        host.Fixture.WithCard().With(TaskStates.Waiting());
        var (asked, durable, ids) = Hold(host);
        var socket = transport == "socket" ? await sockets.NextAsync() : null;

        var first = SendAsync(host, socket, kind);
        await asked.WaitAsync(_patience);
        Assert.False(first.IsCompleted);
        durable.SetResult();
        await first.WaitAsync(_patience);
        await SendAsync(host, socket, kind).WaitAsync(_patience);

        var id = Assert.Single(ids.Distinct());
        Assert.StartsWith(kind switch { "click" => SignalNames.Approve, "modal" => SignalNames.Reject, "reply" => SignalNames.Reply, _ => "start" }, id, StringComparison.Ordinal);
    }

    private static string Review() => new ButtonValue(TaskStates.WorkflowId, "fix", 1).Encode();

    /// <summary>Lets Temporal take its time until the test says that something is durable, and notes the ids by which it would deduplicate.</summary>
    private static (Task Asked, TaskCompletionSource Durable, List<string> Ids) Hold(SlackHost host)
    {
        var (asked, durable, ids) = (new TaskCompletionSource(), new TaskCompletionSource(), new List<string>());
        host.Fixture.Tasks.SignalAsync("", "", "", default).ReturnsForAnyArgs(call => KeepAsync($"{call.ArgAt<string>(1)} {(string)JObject.FromObject(call.ArgAt<object>(2))["Id"]!}"));
        host.Fixture.Tasks.StartAsync(null!, default).ReturnsForAnyArgs(call => KeepAsync($"start {call.Arg<TaskRequest>().TaskId}"));
        return (asked.Task, durable, ids);

        async Task<bool> KeepAsync(string id)
        {
            ids.Add(id);
            asked.TrySetResult();
            await durable.Task;
            return true;
        }
    }

    /// <summary>Sends a request as Slack does, and waits for its acknowledgement.</summary>
    private static async Task SendAsync(SlackHost host, SocketInHand? socket, string kind)
    {
        var (endpoint, envelope, payload) = _requests[kind];
        if (socket is null)
        {
            var body = endpoint switch
            {
                "event" => payload.ToString(),
                "action" => $"payload={Uri.EscapeDataString(payload.ToString())}",
                _ => string.Join('&', payload.Properties().Select(field => $"{field.Name}={Uri.EscapeDataString((string)field.Value!)}")),
            };
            Assert.Equal(System.Net.HttpStatusCode.OK, (await host.PostAsync(endpoint, body)).Status);
            return;
        }

        var id = Guid.NewGuid().ToString();
        socket.Receive(new JObject { ["type"] = envelope, ["envelope_id"] = id, ["payload"] = payload }.ToString());
        Assert.Equal(id, (string?)JObject.Parse(await socket.SentAsync())["envelope_id"]);
    }
}
