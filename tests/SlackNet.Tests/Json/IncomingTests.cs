using Newtonsoft.Json;
using SlackNet.Blocks;
using SlackNet.Events;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackNet.Tests.Json;

/// <summary>Slack adds types and values at any time: nothing odd in a part of a payload may lose the whole of it.</summary>
public sealed class IncomingTests
{
    private static readonly JsonSerializerSettings _json = Default.JsonSettings().SerializerSettings;

    [Theory]
    [InlineData("""{"values":[]}""")]
    [InlineData("""{"values":{}}""")]
    [InlineData("""{"values":null}""")]
    [InlineData("""{}""")]
    public void A_state_without_values_has_no_values(string state)
    {
        var request = Assert.IsType<BlockActionRequest>(JsonConvert.DeserializeObject<InteractionRequest>($$"""{"type":"block_actions","state":{{state}}}""", _json));

        Assert.Empty(request.State.Values);
    }

    [Fact]
    public void A_block_without_values_has_no_values()
    {
        var state = JsonConvert.DeserializeObject<ViewState>("""{"values":{"b":[],"c":{"a":{"type":"plain_text_input","value":"typed"}}}}""", _json);

        Assert.Null(state.GetValue<PlainTextInputValue>("b", "a"));
        Assert.Equal("typed", state.GetValue<PlainTextInputValue>("c", "a").Value);
    }

    [Theory]
    [InlineData("""{"type":"actions","elements":[{"type":"button","action_id":"a","style":"rainbow"}]}""")]
    [InlineData("""{"type":"section","text":{"type":"plain_text","text":"x","emoji":null}}""")]
    [InlineData("""{"type":"section","text":{"type":"plain_text","text":"x","emoji":"yes"}}""")]
    [InlineData("""{"type":"section","text":"no object"}""")]
    [InlineData("""{"type":"section","fields":{}}""")]
    [InlineData("""{"type":"header","text":{"type":"mrkdwn","text":"x"}}""")]
    [InlineData("""{"type":["section"]}""")]
    [InlineData("7")]
    [InlineData("null")]
    public void An_odd_block_does_not_lose_its_message(string block)
    {
        var message = JsonConvert.DeserializeObject<Event>($$"""{"type":"message","ts":"1.1","blocks":[{{block}},{"type":"divider"}],"text":"hi"}""", _json);

        var read = Assert.IsType<MessageEvent>(message);
        Assert.Equal("hi", read.Text);
        Assert.Equal(2, read.Blocks.Count);
        Assert.IsType<DividerBlock>(read.Blocks[1]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public void Blocks_that_are_not_a_list_do_not_lose_the_message(string blocks) => Assert.Empty(
        Assert.IsType<MessageEvent>(JsonConvert.DeserializeObject<Event>($$"""{"type":"message","blocks":{{blocks}}}""", _json)).Blocks);

    [Theory]
    [InlineData("""{"type":"plain_text","text":"Go","emoji":null}""")]
    [InlineData("""{"type":"plain_text","text":"Go","emoji":"yes"}""")]
    [InlineData("\"Go\"")]
    public void A_click_with_an_odd_text_keeps_its_value(string text)
    {
        var request = JsonConvert.DeserializeObject<InteractionRequest>(
            $$"""{"type":"block_actions","actions":[{"type":"button","action_id":"a","value":"v","text":{{text}} }]}""", _json);

        Assert.Equal("v", Assert.IsType<ButtonAction>(Assert.IsType<BlockActionRequest>(request).Action).Value);
    }

    [Fact]
    public void Text_that_looks_like_a_date_stays_as_it_was_typed()
    {
        var request = JsonConvert.DeserializeObject<InteractionRequest>(
            """{"type":"view_submission","view":{"type":"modal","state":{"values":{"b":{"a":{"type":"plain_text_input","value":"2026-01-02T03:04:05Z"}}}}}}""", _json);

        Assert.Equal("2026-01-02T03:04:05Z", Assert.IsType<ViewSubmission>(request).View.State.GetValue<PlainTextInputValue>("b", "a").Value);
    }

    [Fact]
    public void Typing_into_a_field_that_dispatches_is_an_action()
    {
        var action = JsonConvert.DeserializeObject<BlockAction>("""{"type":"plain_text_input","action_id":"a","value":"typed"}""", _json);

        Assert.Equal("typed", Assert.IsType<PlainTextInputAction>(action).Value);
    }

    [Theory]
    [InlineData("0", null)]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("99999999999999999999999", null)]
    [InlineData("42", "1970-01-01T00:00:42.0000000Z")]
    public void An_action_knows_its_time(string timestamp, string? expected) =>
        Assert.Equal(expected, new BlockAction { ActionTs = timestamp }.ActionTimestamp?.ToString("O"));

    [Fact]
    public void An_error_keeps_what_Slack_says_beside_its_code()
    {
        var response = JsonConvert.DeserializeObject<ErrorResponse>("""{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands","count":2,"more":{"a":1}}""", _json);

        var thrown = new SlackException(response);

        Assert.Equal("chat:write", thrown.ErrorInfo["needed"]);
        Assert.Equal("commands", thrown.ErrorInfo["provided"]);
        Assert.Equal("2", thrown.ErrorInfo["count"]);
        Assert.Contains("needed: chat:write", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(new SlackException(new ErrorResponse { Error = "fatal_error" }).ErrorInfo);
    }
}
