using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Faults;

namespace SlackClaudeBot.Playground.Tests.Slack;

public sealed class WebApiTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    private string Channel => _playground.Server.Slack.DefaultChannel.Id;

    public ValueTask InitializeAsync() => _playground.InitializeAsync();

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [Fact]
    public async Task A_message_can_be_posted_edited_found_and_deleted()
    {
        var posted = await OkAsync("chat.postMessage", new()
        {
            ["channel"] = Channel,
            ["text"] = "one",
            ["metadata"] = new JsonObject { ["event_type"] = "claude_task", ["event_payload"] = new JsonObject { ["workflow_id"] = "fix-1" } },
        });
        var ts = posted.GetProperty("ts").GetString()!;
        await OkAsync("chat.postMessage", new() { ["channel"] = Channel, ["text"] = "reply", ["thread_ts"] = ts });
        await OkAsync("chat.update", new() { ["channel"] = Channel, ["ts"] = ts, ["text"] = "two" });

        var history = await OkAsync("conversations.history", new() { ["channel"] = Channel, ["include_all_metadata"] = true });
        var root = Assert.Single(history.GetProperty("messages").EnumerateArray());
        Assert.Equal("two", root.GetProperty("text").GetString());
        Assert.Equal("fix-1", root.GetProperty("metadata").GetProperty("event_payload").GetProperty("workflow_id").GetString());
        Assert.Equal(1, root.GetProperty("reply_count").GetInt32());
        Assert.True(root.TryGetProperty("edited", out _));

        var replies = await OkAsync("conversations.replies", new() { ["channel"] = Channel, ["ts"] = ts });
        Assert.Equal(["two", "reply"], replies.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("text").GetString()));
        Assert.False(replies.GetProperty("messages")[0].TryGetProperty("metadata", out _));

        await OkAsync("chat.delete", new() { ["channel"] = Channel, ["ts"] = ts });
        await RefusedAsync("message_not_found", "chat.update", new() { ["channel"] = Channel, ["ts"] = ts, ["text"] = "three" });
    }

    [Fact]
    public async Task A_form_is_equivalent_to_JSON()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["token"] = _playground.Server.BotToken,
            ["channel"] = Channel,
            ["blocks"] = """[{"type":"section","text":{"type":"mrkdwn","text":"from a form"}}]""",
        });
        using var response = await _playground.Http.PostAsync(new Uri(_playground.Server.SlackApiUrl, "chat.postMessage"), form);
        Assert.True(JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("ok").GetBoolean());
        Assert.Equal("from a form", _playground.Server.Slack.Messages[0].VisibleText);
    }

    [Fact]
    public async Task Tokens_are_checked()
    {
        Assert.Equal("invalid_auth", (await _playground.CallAsync("auth.test", [], "xoxb-wrong")).GetProperty("error").GetString());
        Assert.Equal("not_allowed_token_type", (await _playground.CallAsync("apps.connections.open", [])).GetProperty("error").GetString());
        using var response = await _playground.Http.PostAsync(new Uri(_playground.Server.SlackApiUrl, "auth.test"), null);
        Assert.Contains("not_authed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("channel_not_found", "chat.postMessage", """{"channel":"C0NONE","text":"x"}""")]
    [InlineData("no_text", "chat.postMessage", """{"channel":"C0SHOP","text":""}""")]
    [InlineData("thread_not_found", "chat.postMessage", """{"channel":"C0SHOP","text":"x","thread_ts":"1.000001"}""")]
    [InlineData("message_not_found", "chat.update", """{"channel":"C0SHOP","text":"x","ts":"1.000001"}""")]
    [InlineData("invalid_metadata_schema", "chat.postMessage", """{"channel":"C0SHOP","text":"x","metadata":{"event_type":"t"}}""")]
    [InlineData("invalid_trigger_id", "views.open", """{"trigger_id":"x","view":{"type":"modal","title":{"type":"plain_text","text":"t"},"blocks":[]}}""")]
    [InlineData("no_such_subteam", "usergroups.users.list", """{"usergroup":"S0NONE"}""")]
    [InlineData("unknown_method", "chat.shout", "{}")]
    public async Task A_wrong_call_is_refused(string error, string method, string arguments) =>
        await RefusedAsync(error, method, JsonNode.Parse(arguments)!.AsObject());

    [Fact]
    public async Task A_text_of_more_than_40000_characters_is_too_long() =>
        await RefusedAsync("msg_too_long", "chat.postMessage", new() { ["channel"] = Channel, ["text"] = new string('x', 40_001) });

    [Fact]
    public async Task A_message_with_every_field_at_its_default_value_is_accepted() => await OkAsync("chat.postMessage", new()
    {
        ["channel"] = Channel,
        ["text"] = "hi",
        ["parse"] = "none",
        ["link_names"] = false,
        ["attachments"] = new JsonArray(),
        ["reply_broadcast"] = false,
        ["unfurl_links"] = false,
        ["unfurl_media"] = true,
        ["blocks"] = JsonNode.Parse("""
            [{"type":"section","text":{"type":"mrkdwn","text":"x","verbatim":false},"expand":false},
             {"type":"header","text":{"type":"plain_text","text":"x","emoji":true}},
             {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x","emoji":false},"action_id":"a"}]}]
            """),
    });

    [Theory]
    [InlineData("{}", "invalid_trigger_id")]
    [InlineData("""{"clear_on_close":false,"notify_on_close":false}""", "invalid_trigger_id")]
    [InlineData("""{"clear_on_close":"no"}""", "invalid_arguments")]
    public async Task A_view_is_accepted_with_flags_at_their_default_values(string flags, string answer)
    {
        var view = JsonNode.Parse("""
            {"type":"modal","title":{"type":"plain_text","text":"t","emoji":true},"submit":{"type":"plain_text","text":"s","emoji":true},
             "blocks":[{"type":"input","label":{"type":"plain_text","text":"l","emoji":true},"optional":false,"dispatch_action":false,
                        "element":{"type":"plain_text_input","action_id":"a","multiline":false,"focus_on_load":false}}]}
            """)!.AsObject();
        foreach (var (name, flag) in JsonNode.Parse(flags)!.AsObject())
        {
            view[name] = flag!.DeepClone();
        }

        // The view is checked first: a wrong trigger id shows that it was accepted.
        await RefusedAsync(answer, "views.open", new() { ["trigger_id"] = "x", ["view"] = view });
    }

    [Theory]
    [InlineData("""{"type":"header","text":{"type":"plain_text","text":"x","emoji":"yes"}}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":"x","verbatim":1}}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":"{3001}"}}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":""}}""")]
    [InlineData("""{"type":"section","fields":[{"type":"mrkdwn","text":"{2001}"}]}""")]
    [InlineData("""{"type":"section"}""")]
    [InlineData("""{"type":"section","text":{"type":"mrkdwn","text":"x"},"colour":"red"}""")]
    [InlineData("""{"type":"header","text":{"type":"plain_text","text":"{151}"}}""")]
    [InlineData("""{"type":"header","text":{"type":"mrkdwn","text":"x"}}""")]
    [InlineData("""{"type":"context","elements":[]}""")]
    [InlineData("""{"type":"sparkles"}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"{76}"},"action_id":"a"}]}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a","value":"{2001}"}]}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a","style":"pink"}]}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a","confirm":{"title":{"type":"plain_text","text":"x"},"text":{"type":"plain_text","text":"{301}"},"confirm":{"type":"plain_text","text":"x"},"deny":{"type":"plain_text","text":"x"}}}]}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"{256}"}]}""")]
    [InlineData("""{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"action_id":"a"},{"type":"button","text":{"type":"plain_text","text":"y"},"action_id":"a"}]}""")]
    public async Task A_block_beyond_the_limits_is_refused(string block)
    {
        var sized = System.Text.RegularExpressions.Regex.Replace(block, @"\{(\d+)\}", match => new string('x', int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)));
        var answer = await _playground.CallAsync("chat.postMessage", new() { ["channel"] = Channel, ["blocks"] = new JsonArray(JsonNode.Parse(sized)) });
        Assert.Equal("invalid_blocks", answer.GetProperty("error").GetString());
        Assert.Contains("json-pointer:/blocks/0", answer.GetProperty("errors")[0].GetString(), StringComparison.Ordinal);
        Assert.Single(_playground.Server.Slack.Requests.Refused);
    }

    [Fact]
    public async Task Fifty_blocks_are_enough()
    {
        JsonArray Dividers(int count) => new([.. Enumerable.Range(0, count).Select(_ => (JsonNode)new JsonObject { ["type"] = "divider" })]);
        await OkAsync("chat.postMessage", new() { ["channel"] = Channel, ["blocks"] = Dividers(50) });
        await RefusedAsync("invalid_blocks", "chat.postMessage", new() { ["channel"] = Channel, ["blocks"] = Dividers(51) });
    }

    [Fact]
    public async Task Long_text_over_many_blocks_is_too_long()
    {
        var block = new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = new string('x', 2900) } };
        await RefusedAsync("msg_blocks_too_long", "chat.postMessage", new()
        {
            ["channel"] = Channel,
            ["blocks"] = new JsonArray([.. Enumerable.Range(0, 5).Select(_ => block.DeepClone())]),
        });
    }

    [Fact]
    public async Task Rate_limits_say_when_to_retry()
    {
        _playground.Server.Slack.Faults.Next("chat.postMessage", Fault.RateLimited(3));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_playground.Server.SlackApiUrl, "chat.postMessage"));
        using var response = await _playground.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(3), response.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task A_message_can_be_posted_and_the_answer_lost()
    {
        _playground.Server.Slack.Faults.Next("chat.postMessage", new Fault.DropAfter());
        await Assert.ThrowsAsync<HttpRequestException>(() => _playground.CallAsync("chat.postMessage", new() { ["channel"] = Channel, ["text"] = "posted" }));
        Assert.Equal("posted", Assert.Single(_playground.Server.Slack.Messages).Text);
    }

    [Fact]
    public async Task A_file_is_uploaded_in_three_steps()
    {
        var step = await OkAsync("files.getUploadURLExternal", new() { ["filename"] = "diff.patch", ["length"] = 5 });
        using var content = new ByteArrayContent("hello"u8.ToArray());
        using var upload = await _playground.Http.PostAsync(step.GetProperty("upload_url").GetString(), content);
        Assert.Equal(HttpStatusCode.OK, upload.StatusCode);
        await OkAsync("files.completeUploadExternal", new()
        {
            ["files"] = new JsonArray(new JsonObject { ["id"] = step.GetProperty("file_id").GetString(), ["title"] = "The diff" }),
            ["channel_id"] = Channel,
        });
        Assert.Equal("The diff", Assert.Single(Assert.Single(_playground.Server.Slack.Messages).Files).Title);
    }

    private async Task<JsonElement> OkAsync(string method, JsonObject arguments)
    {
        var answer = await _playground.CallAsync(method, arguments);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        return answer;
    }

    private async Task RefusedAsync(string error, string method, JsonObject arguments)
    {
        var answer = await _playground.CallAsync(method, arguments);
        Assert.False(answer.GetProperty("ok").GetBoolean());
        Assert.Equal(error, answer.GetProperty("error").GetString());
    }
}
