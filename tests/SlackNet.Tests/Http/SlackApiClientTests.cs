using System.Net;
using Newtonsoft.Json.Linq;
using SlackNet.Blocks;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet.Tests.Http;

public sealed class SlackApiClientTests : IDisposable
{
    private readonly SlackStandIn _slack = new();

    public void Dispose() => _slack.Dispose();

    [Fact]
    public async Task Posting_sends_the_message_as_JSON_with_the_token()
    {
        var posted = await _slack.Answer("""{"ok":true,"ts":"1.2","channel":"C1"}""").Client().Chat.PostMessage(new Message
        {
            Channel = "C1",
            Text = "hi",
            ThreadTs = "1.1",
            Blocks = [new DividerBlock()],
            MetadataJson = new MessageMetadata { EventType = "t", EventPayload = new JObject { ["k"] = "v" } },
        });

        var (request, body) = _slack.Requests.Single();
        Assert.Equal("https://slack.com/api/chat.postMessage", request.RequestUri.ToString());
        Assert.Equal("Bearer xoxb-token", request.Headers.Authorization.ToString());
        Assert.Equal("application/json", request.Content.Headers.ContentType.MediaType);
        Assert.True(
            JToken.DeepEquals(
                JToken.Parse("""
                    {"channel":"C1","text":"hi","thread_ts":"1.1","blocks":[{"type":"divider"}],"unfurl_links":false,"unfurl_media":true,
                     "metadata":{"event_type":"t","event_payload":{"k":"v"}}}
                    """),
                JToken.Parse(body)),
            body);
        Assert.Equal("1.2", posted.Ts);
    }

    [Fact]
    public async Task Reading_sends_arguments_in_the_query()
    {
        var replies = await _slack.Answer("""{"ok":true,"messages":[{"type":"message","ts":"1.1"}],"has_more":true,"response_metadata":{"next_cursor":"n=="}}""")
            .Client().Conversations.Replies("C1", "1.1", limit: 1, includeAllMetadata: true, cursor: "a=&b");

        var request = _slack.Requests.Single().Request;
        Assert.Equal(HttpMethod.Get, request.Method);
        Assert.Equal("?channel=C1&inclusive=false&limit=1&include_all_metadata=true&cursor=a%3D%26b&ts=1.1", request.RequestUri.Query);
        Assert.Equal("1.1", Assert.Single(replies.Messages).Ts);
        Assert.True(replies.HasMore);
        Assert.Equal("n==", replies.ResponseMetadata.NextCursor);
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_Slacks_code()
    {
        _slack.Answer("""{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] too long"]}}""");

        var thrown = await Assert.ThrowsAsync<SlackException>(() => _slack.Client().Chat.Update(new MessageUpdate { Ts = "1", ChannelId = "C1" }));

        Assert.Equal("invalid_blocks", thrown.ErrorCode);
        Assert.Contains("too long", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rate_limit_is_thrown_with_its_time_if_waiting_is_disabled()
    {
        _slack.Answer("""{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7));
        var client = _slack.Client();
        client.DisableRetryOnRateLimit = true;

        var thrown = await Assert.ThrowsAsync<SlackRateLimitException>(() => client.Auth.Test());

        Assert.Equal(TimeSpan.FromSeconds(7), thrown.RetryAfter);
        Assert.Single(_slack.Requests);
    }

    [Fact]
    public async Task A_rate_limit_is_waited_for_otherwise()
    {
        _slack.Answer("", HttpStatusCode.TooManyRequests, TimeSpan.Zero).Answer("""{"ok":true,"user_id":"U1"}""");

        Assert.Equal("U1", (await _slack.Client().Auth.Test()).UserId);
        Assert.Equal(2, _slack.Requests.Count);
    }

    [Fact]
    public async Task A_server_error_is_an_HTTP_exception()
    {
        _slack.Answer("oops", HttpStatusCode.BadGateway);

        await Assert.ThrowsAsync<HttpRequestException>(() => _slack.Client().Auth.Test());
    }

    [Fact]
    public async Task An_answer_through_a_response_URL_does_not_carry_the_token()
    {
        _slack.Answer("ok", mediaType: "text/plain");
        var request = new BlockActionRequest { ResponseUrl = "https://hooks.slack.com/actions/T/1/x" };

        await _slack.Client().Respond(request, new MessageResponse { ResponseType = ResponseType.Ephemeral, Message = new Message { Text = "no" } });

        Assert.Null(_slack.Requests.Single().Request.Headers.Authorization);
        Assert.Equal("ephemeral", (string)_slack.LastJson["response_type"]);
        Assert.Equal("no", (string)_slack.LastJson["text"]);
        Assert.False((bool)_slack.LastJson["replace_original"]);
    }

    [Fact]
    public async Task A_response_URL_that_refuses_is_an_error()
    {
        _slack.Answer("""{"ok":false,"error":"used_url"}""");

        var thrown = await Assert.ThrowsAsync<SlackException>(() =>
            _slack.Client().Respond("https://hooks.slack.com/actions/T/1/x", new Message { Text = "no" }, CancellationToken.None));

        Assert.Equal("used_url", thrown.ErrorCode);
    }

    [Theory]
    [InlineData("ok", "text/plain")]
    [InlineData("", null)]
    [InlineData("""{"ok":true}""", "application/json")]
    public async Task A_response_URL_may_answer_in_many_ways(string body, string? mediaType)
    {
        _slack.Answer(body, mediaType: mediaType);

        await _slack.Client().Respond("https://hooks.slack.com/actions/T/1/x", new Message { Text = "no" }, CancellationToken.None);

        Assert.Single(_slack.Requests);
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        _slack.Answer("""{"ok":false,"error":"missing_scope","needed":"usergroups:read","provided":"chat:write,commands"}""");

        var thrown = await Assert.ThrowsAsync<SlackException>(() => _slack.Client().Auth.Test());

        Assert.Equal("usergroups:read", thrown.ErrorInfo["needed"]);
        Assert.Equal("chat:write,commands", thrown.ErrorInfo["provided"]);
    }

    [Fact]
    public async Task An_edit_of_the_text_alone_sends_no_blocks()
    {
        _slack.Answer("""{"ok":true,"ts":"1.1","channel":"C1"}""");

        await _slack.Client().Chat.Update(new MessageUpdate { Ts = "1.1", ChannelId = "C1", Text = "new" });

        Assert.False(_slack.LastJson.ContainsKey("blocks"), _slack.LastJson.ToString());
    }

    [Fact]
    public async Task A_method_without_a_class_is_called_by_its_name()
    {
        _slack.Answer("""{"ok":true,"users":["U1"]}""");

        var answer = await _slack.Client().Get<JObject>("usergroups.users.list", new() { ["usergroup"] = "S1", ["nothing"] = null }, CancellationToken.None);

        Assert.Equal("?usergroup=S1", _slack.Requests.Single().Request.RequestUri.Query);
        Assert.Equal("U1", (string)answer["users"][0]);
    }

    [Fact]
    public async Task A_view_is_opened_for_a_trigger()
    {
        _slack.Answer("""{"ok":true,"view":{"id":"V1","type":"modal","blocks":[]}}""");

        var answer = await _slack.Client().Views.Open("123.456", new ModalViewDefinition { Title = "T" });

        Assert.Equal("123.456", (string)_slack.LastJson["trigger_id"]);
        Assert.Equal("modal", (string)_slack.LastJson["view"]["type"]);
        Assert.Equal("V1", answer.View.Id);
    }
}
