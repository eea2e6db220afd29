using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SlackClaudeBot.Playground.Slack;

namespace SlackClaudeBot.Playground.Tests.Slack;

/// <summary>The requests that the app receives when people act.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    private SlackWorkspace Slack => _playground.Server.Slack;

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task A_command_is_a_signed_form_and_its_answer_is_ephemeral()
    {
        _playground.Bot.Answer = _ => Results.Json(new { response_type = "ephemeral", text = "On it." });
        var result = await Slack.CommandAsync(Slack.You, "fix acme/shop It's 100% broken & slow + ünïcode, ask @robin");

        var received = Assert.Single(_playground.Bot.Requests);
        Assert.Equal("/slack/command", received.Path);
        Assert.Equal("application/x-www-form-urlencoded", received.ContentType);
        AssertSigned(received);
        var form = QueryHelpers.ParseQuery(received.Body);
        Assert.Equal("fix acme/shop It's 100% broken &amp; slow + ünïcode, ask <@U0ROBIN|robin>", form["text"]);
        Assert.Equal("/claude", form["command"]);
        Assert.Equal(Slack.You.Id, form["user_id"]);
        Assert.Equal(result.TriggerId, form["trigger_id"]);

        var shown = Assert.Single(Slack.Messages);
        Assert.Equal(("On it.", Slack.You.Id), (shown.Text, shown.EphemeralFor));
    }

    [Fact]
    public async Task A_failing_app_is_reported_by_Slackbot()
    {
        _playground.Bot.Answer = _ => Results.StatusCode(500);
        await Slack.CommandAsync(Slack.You, "help");
        Assert.Contains("dispatch_failed", Assert.Single(Slack.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_with_invalid_blocks_is_reported()
    {
        _playground.Bot.Answer = _ => Results.Text("""{"response_type":"ephemeral","blocks":[{"type":"sparkles"}]}""", "application/json");
        await Slack.CommandAsync(Slack.You, "help");
        Assert.Empty(Slack.Messages);
        Assert.Contains("invalid_blocks", Assert.Single(Slack.ProtocolErrors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_url_serves_five_times()
    {
        await Slack.CommandAsync(Slack.You, "help");
        var url = QueryHelpers.ParseQuery(_playground.Bot.Requests[0].Body)["response_url"].ToString();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((200, "text/plain"), await PostAsync(url, $$"""{"text":"{{i}}"}"""));
        }

        Assert.Equal((404, "text/plain"), await PostAsync(url, """{"text":"6"}"""));
        Assert.Equal(5, Slack.Messages.Count);
    }

    [Fact]
    public async Task A_click_carries_message_value_and_thread_and_can_open_one_modal()
    {
        var message = await PostButtonAsync();
        await Slack.ClickAsync(Slack.Colleague, message, "reject");
        var received = _playground.Bot.Requests.Single(request => request.Path == "/slack/action");
        AssertSigned(received);
        var payload = JsonElement.Parse(QueryHelpers.ParseQuery(received.Body)["payload"].ToString());
        Assert.Equal("block_actions", payload.GetProperty("type").GetString());
        Assert.Equal("v1", payload.GetProperty("actions")[0].GetProperty("value").GetString());
        Assert.Equal(message.Ts, payload.GetProperty("container").GetProperty("message_ts").GetString());
        Assert.Equal(Slack.Colleague.Id, payload.GetProperty("user").GetProperty("id").GetString());

        var trigger = payload.GetProperty("trigger_id").GetString();
        Assert.True((await _playground.CallAsync("views.open", new() { ["trigger_id"] = trigger, ["view"] = Modal() })).GetProperty("ok").GetBoolean());
        Assert.Equal("exchanged_trigger_id", (await _playground.CallAsync("views.open", new() { ["trigger_id"] = trigger, ["view"] = Modal() })).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_submission_carries_the_values_and_can_be_sent_back_with_errors()
    {
        var message = await PostButtonAsync();
        await Slack.ClickAsync(Slack.You, message, "reject");
        var trigger = JsonElement.Parse(QueryHelpers.ParseQuery(_playground.Bot.Requests.Last(r => r.Path == "/slack/action").Body)["payload"].ToString()).GetProperty("trigger_id").GetString();
        await _playground.CallAsync("views.open", new() { ["trigger_id"] = trigger, ["view"] = Modal() });
        var view = await Slack.WaitForViewAsync(Slack.You, PlaygroundFixture.Patience);

        Assert.Equal("Please complete this required field.", (await Slack.SubmitAsync(view, new Dictionary<string, string>())).Errors["why"]);

        _playground.Bot.Answer = _ => Results.Json(new { response_action = "errors", errors = new { why = "Say more." } });
        var refused = await Slack.SubmitAsync(view, new Dictionary<string, string> { ["text"] = "no" });
        Assert.Equal("Say more.", refused.Errors["why"]);
        Assert.Single(Slack.Views);

        _playground.Bot.Answer = _ => Results.Ok();
        Assert.True((await Slack.SubmitAsync(view, new Dictionary<string, string> { ["text"] = "because" })).IsAccepted);
        Assert.Empty(Slack.Views);
        var payload = JsonElement.Parse(QueryHelpers.ParseQuery(_playground.Bot.Requests[^1].Body)["payload"].ToString());
        Assert.Equal("because", payload.GetProperty("view").GetProperty("state").GetProperty("values").GetProperty("why").GetProperty("text").GetProperty("value").GetString());
        Assert.Equal("m", payload.GetProperty("view").GetProperty("private_metadata").GetString());
    }

    [Fact]
    public async Task A_mention_arrives_as_message_and_as_mention_with_text_escaped()
    {
        Slack.Post(Slack.You, "@claude is 1 < 2 & https://example.com/x, right?");
        await Slack.WhenDeliveredAsync();
        var events = _playground.Bot.Requests.Select(r => JsonElement.Parse(r.Body)).ToList();
        Assert.Equal(["app_mention", "message"], events.Select(e => e.GetProperty("event").GetProperty("type").GetString()).Order());
        Assert.All(events, e => Assert.Equal("<@U0CLAUDE> is 1 &lt; 2 &amp; <https://example.com/x>, right?", e.GetProperty("event").GetProperty("text").GetString()));
        Assert.Equal(2, events.Select(e => e.GetProperty("event_id").GetString()).Distinct().Count());
        Assert.All(_playground.Bot.Requests, r => Assert.Equal("application/json", r.ContentType));
    }

    [Fact]
    public async Task An_unacknowledged_event_is_delivered_again_with_the_same_id()
    {
        var failures = 1;
        _playground.Bot.Answer = _ => Interlocked.Decrement(ref failures) >= 0 ? Results.StatusCode(500) : Results.Ok();
        Slack.Post(Slack.You, "hello");
        await Slack.WhenDeliveredAsync();
        Assert.Equal(2, _playground.Bot.Requests.Count);
        Assert.False(_playground.Bot.Requests[0].Headers.ContainsKey("X-Slack-Retry-Num"));
        Assert.Equal("1", _playground.Bot.Requests[1].Headers["X-Slack-Retry-Num"]);
        Assert.Equal(_playground.Bot.Requests[0].Body, _playground.Bot.Requests[1].Body);
    }

    [Fact]
    public async Task The_apps_own_messages_are_delivered_as_events()
    {
        await _playground.CallAsync("chat.postMessage", new() { ["channel"] = Slack.DefaultChannel.Id, ["text"] = "mine" });
        await Slack.WhenDeliveredAsync();
        var content = JsonElement.Parse(Assert.Single(_playground.Bot.Requests).Body).GetProperty("event");
        Assert.Equal("B0CLAUDE", content.GetProperty("bot_id").GetString());
    }

    private async Task<SlackMessage> PostButtonAsync()
    {
        var answer = await _playground.CallAsync("chat.postMessage", new()
        {
            ["channel"] = Slack.DefaultChannel.Id,
            ["text"] = "decide",
            ["blocks"] = new JsonArray(new JsonObject
            {
                ["type"] = "actions",
                ["elements"] = new JsonArray(new JsonObject
                {
                    ["type"] = "button",
                    ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Reject" },
                    ["action_id"] = "reject",
                    ["value"] = "v1",
                }),
            }),
        });
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        return await Slack.WaitForMessageAsync(m => m.HasAction("reject"), PlaygroundFixture.Patience);
    }

    private static JsonObject Modal() => new()
    {
        ["type"] = "modal",
        ["callback_id"] = "feedback",
        ["private_metadata"] = "m",
        ["title"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Reject" },
        ["submit"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Send" },
        ["blocks"] = new JsonArray(new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = "why",
            ["label"] = new JsonObject { ["type"] = "plain_text", ["text"] = "Why?" },
            ["element"] = new JsonObject { ["type"] = "plain_text_input", ["action_id"] = "text", ["multiline"] = true },
        }),
    };

    private async Task<(int Status, string? ContentType)> PostAsync(string url, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _playground.Http.PostAsync(url, content);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Slack's rule, written down once more and on its own.</summary>
    private void AssertSigned(ListeningBot.Received received)
    {
        var timestamp = received.Headers["X-Slack-Request-Timestamp"].ToString();
        var age = DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        Assert.InRange(age, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(1));
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(_playground.Server.SigningSecret));
        var hash = hmac.ComputeHash(Encoding.UTF8.GetBytes("v0:" + timestamp + ":" + received.Body));
        Assert.Equal("v0=" + string.Concat(hash.Select(b => b.ToString("x2", CultureInfo.InvariantCulture))), received.Headers["X-Slack-Signature"]);
    }
}
