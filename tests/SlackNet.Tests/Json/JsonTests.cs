using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;

namespace SlackNet.Tests.Json;

public sealed class JsonTests
{
    private static readonly JsonSerializerSettings _json = Default.JsonSettings().SerializerSettings;

    [Fact]
    public void Blocks_are_written_as_Slack_reads_them()
    {
        Block[] blocks =
        [
            new HeaderBlock { Text = "Title" },
            new SectionBlock { Text = new Markdown("*bold*") { Verbatim = true }, BlockId = "b1" },
            new ActionsBlock
            {
                Elements =
                [
                    new Button
                    {
                        ActionId = "go",
                        Text = "Go",
                        Value = "v",
                        Style = ButtonStyle.Primary,
                        Confirm = new ConfirmationDialog { Title = "Sure?", Text = new Markdown("Really."), Confirm = "Yes", Deny = "No" },
                    },
                ],
            },
        ];

        Assert.True(
            JToken.DeepEquals(
                JToken.Parse("""
                    [
                      {"type":"header","text":{"type":"plain_text","text":"Title"}},
                      {"type":"section","block_id":"b1","text":{"type":"mrkdwn","text":"*bold*","verbatim":true}},
                      {"type":"actions","elements":[{"type":"button","action_id":"go","text":{"type":"plain_text","text":"Go"},"value":"v","style":"primary",
                        "confirm":{"title":{"type":"plain_text","text":"Sure?"},"text":{"type":"mrkdwn","text":"Really."},
                                   "confirm":{"type":"plain_text","text":"Yes"},"deny":{"type":"plain_text","text":"No"}}}]}
                    ]
                    """),
                JToken.Parse(JsonConvert.SerializeObject(blocks, _json))),
            JsonConvert.SerializeObject(blocks, _json));
    }

    [Fact]
    public void A_modal_is_written_as_Slack_reads_it()
    {
        ViewDefinition view = new ModalViewDefinition
        {
            Title = "Reject",
            CallbackId = "c",
            PrivateMetadata = "m",
            Blocks = [new InputBlock { BlockId = "i", Label = "Why?", Optional = true, Element = new PlainTextInput { ActionId = "a", Multiline = true, MaxLength = 10 } }],
        };

        Assert.True(JToken.DeepEquals(
            JToken.Parse("""
                {"type":"modal","title":{"type":"plain_text","text":"Reject"},"callback_id":"c","private_metadata":"m","blocks":[
                  {"type":"input","block_id":"i","label":{"type":"plain_text","text":"Why?"},"optional":true,
                   "element":{"type":"plain_text_input","action_id":"a","multiline":true,"max_length":10}}]}
                """),
            JToken.Parse(JsonConvert.SerializeObject(view, _json))));
    }

    [Fact]
    public void A_message_with_unknown_parts_is_read()
    {
        var message = JsonConvert.DeserializeObject<Event>(
            """
            {"type":"message","channel":"C1","user":"U1","ts":"1700000000.000100","thread_ts":"1700000000.000001","text":"hi",
             "blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[]}]},
                       {"type":"actions","elements":[{"type":"hologram","action_id":"x"}]}],
             "metadata":{"event_type":"claude_task","event_payload":{"workflow_id":"fix-1"}},"new_field":{"a":[1]}}
            """,
            _json);

        var read = Assert.IsType<MessageEvent>(message);
        Assert.Equal("1700000000.000100", read.Ts);
        Assert.Equal(2, read.Blocks.Count);
        Assert.Equal("fix-1", (string)read.Metadata.EventPayload["workflow_id"]);
    }

    [Theory]
    [InlineData("bot_message", typeof(BotMessage))]
    [InlineData("message_changed", typeof(MessageChanged))]
    [InlineData("message_deleted", typeof(MessageDeleted))]
    [InlineData("channel_join", typeof(MessageEvent))]
    public void A_subtype_chooses_the_class_of_a_message(string subtype, Type expected) =>
        Assert.IsType(expected, JsonConvert.DeserializeObject<Event>($$"""{"type":"message","subtype":"{{subtype}}"}""", _json));

    [Fact]
    public void An_unknown_event_is_an_event() =>
        Assert.Equal("wormhole_opened", Assert.IsType<Event>(JsonConvert.DeserializeObject<Event>("""{"type":"wormhole_opened"}""", _json)).Type);

    [Fact]
    public void A_submitted_view_holds_what_was_typed()
    {
        var request = JsonConvert.DeserializeObject<InteractionRequest>(
            """
            {"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","type":"modal","callback_id":"c","private_metadata":"m",
             "state":{"values":{"b":{"a":{"type":"plain_text_input","value":"typed"},"d":{"type":"datepicker","selected_date":"2026-01-01"}}}}}}
            """,
            _json);

        var submission = Assert.IsType<ViewSubmission>(request);
        Assert.Equal("typed", submission.View.State.GetValue<PlainTextInputValue>("b", "a").Value);
        Assert.Equal("typed", submission.View.State.GetValue<PlainTextInputValue>("a").Value);
        Assert.Null(submission.View.State.GetValue<PlainTextInputValue>("b", "d"));
        Assert.Null(submission.View.State.GetValue<PlainTextInputValue>("none", "a"));
    }

    [Fact]
    public void Deeply_nested_JSON_is_refused()
    {
        var nested = $$"""{"type":"message","blocks":{{new string('[', 100)}}{{new string(']', 100)}}}""";

        Assert.ThrowsAny<JsonException>(() => JsonConvert.DeserializeObject<Event>(nested, _json));
    }

    [Fact]
    public void An_action_tells_when_it_was()
    {
        var action = JsonConvert.DeserializeObject<BlockAction>("""{"type":"button","action_id":"a","action_ts":"1700000000.5","value":"v"}""", _json);

        Assert.Equal("v", Assert.IsType<ButtonAction>(action).Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1700000000).UtcDateTime.AddMilliseconds(500), action.ActionTimestamp);
    }
}
