using System.Globalization;
using System.Text.Json;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>Clicks, forms and replies with forged or garbled content, signed as Slack's.</summary>
internal sealed class HostileInteractions(SlackWorkspace slack, Uri slackAddress)
{
    private static readonly string[] _buttons = [ActionIds.Approve, ActionIds.Reject, ActionIds.Cancel, ActionIds.Undo];

    private static readonly string[] _values =
    [
        "", "{", "[]", "null", "0", "\"x\"", "{}", """{"w":1}""", """{"w":""}""", """{"w":"fix-0123456789"}""", """{"w":"fix-0123456789","s":"fix","a":1}""", """{"w":"fix-0123456789","s":"fix","a":99999999999999}""",
        """{"w":"fix-0123456789","s":"fix","a":"1"}""", """{"w":"fix-0123456789","s":"fix","a":-1}""", """{"w":"fix-0123456789","r":"reply:C:1"}""", """{"w":"../../x","s":"../..","a":1}""", """{"w":"\u0000","s":"\u0000","a":0}""",
        """{"w":"fix-0123456789","w":"fix-1","s":"fix","a":1}""", $$"""{"w":"{{new string('w', 1_900)}}","s":"fix","a":1}""", new string('[', 1_900), """{"w":"' OR 1=1 --","s":"fix","a":1}""", "task_approve", "<!channel>",
    ];

    private static readonly string[] _unknownTypes = ["shortcut", "message_action", "block_suggestion", "workflow_step_edit", "view_closed", "", "BLOCK_ACTIONS", "System.Diagnostics.Process", "../block_actions", "$type"];

    private static readonly JsonElement _nothing = JsonElement.Parse("null");

    public HostileRequest Next(Random random, int number) => random.Next(6) switch
    {
        0 or 1 => Click(random.Pick(_buttons), random.Pick(_values), number),
        2 => Form(random.Pick(_values), random.Line(random.Next(1, 5_000)), number),
        3 => UnknownPayload(random, number),
        4 => Reply(random, number),
        _ => Mention(random, number),
    };

    /// <summary>A click on a button of the app.</summary>
    public HostileRequest Click(string actionId, string? value, int number, SlackUser? user = null)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"hostile-{number}");
        return Interaction("click", Outcome.AnsweredAtUrl, new
        {
            type = "block_actions",
            user = new { id = (user ?? slack.You).Id },
            trigger_id = $"1.2.{number}",
            container = new { type = "message", message_ts = "1700000000.000100", channel_id = slack.DefaultChannel.Id },
            channel = new { id = slack.DefaultChannel.Id },
            response_url = new Uri(slackAddress, "/hooks/responses/" + key),
            actions = new[] { new { type = "button", action_id = actionId, block_id = "b", value, action_ts = $"1700000001.{number}" } },
        }) with
        { ResponseKey = key };
    }

    /// <summary>The form behind Reject, sent in.</summary>
    public HostileRequest Form(string metadata, string feedback, int number, SlackUser? user = null) => Interaction("form", Outcome.Answered, new
    {
        type = "view_submission",
        user = new { id = (user ?? slack.You).Id },
        trigger_id = $"1.2.{number}",
        view = new
        {
            id = $"V{number}",
            type = "modal",
            callback_id = ActionIds.RejectModal,
            private_metadata = metadata,
            state = new { values = new Dictionary<string, object> { [ActionIds.Feedback] = new Dictionary<string, object> { [ActionIds.Feedback] = new { type = "plain_text_input", value = feedback } } } },
        },
    });

    /// <summary>A reply in some thread.</summary>
    public HostileRequest Reply(string thread, string text, int number, string? user = null, string? subtype = null) => Event("reply", Outcome.Ignored, new
    {
        type = "message",
        subtype,
        channel = slack.DefaultChannel.Id,
        user = user ?? slack.You.Id,
        ts = $"1700000002.{number}",
        thread_ts = thread,
        text,
    }, number);

    private HostileRequest Reply(Random random, int number) => Reply(
        random.Pick(["1700000000.000100", "1", "../..", "9999999999.999999", "", new string('9', 500)]),
        random.Line(random.Next(1, 9_000)),
        number,
        random.Pick(["U0YOU", "U0NOBODY", "<!channel>", "", new string('U', 300)]),
        random.Pick([null, "bot_message", "thread_broadcast", "message_changed", "file_share", "$type"]));

    // A mention with a verb is a command, so that the task it asks for must be one that cannot start.
    private HostileRequest Mention(Random random, int number) => Event("mention", Outcome.AnsweredInChannel, new
    {
        type = "app_mention",
        channel = slack.DefaultChannel.Id,
        user = slack.You.Id,
        ts = $"1700000003.{number}",
        text = $"<@{slack.BotUser.Id}> fix {random.Pick(HostileTexts.Repositories)} {random.Line(random.Next(1, 500))}",
    }, number);

    private HostileRequest UnknownPayload(Random random, int number) => random.Next(4) switch
    {
        0 => Interaction("unknown interaction", Outcome.Ignored, new { type = random.Pick(_unknownTypes), user = new { id = slack.You.Id }, callback_id = random.Pick(HostileTexts.Pieces) }),
        1 => Interaction("unknown button", Outcome.Ignored, new
        {
            type = "block_actions",
            user = new { id = slack.You.Id },
            actions = new[] { new { type = random.Pick(["button", "static_select", "$type", ""]), action_id = random.Pick(HostileTexts.Pieces), value = random.Pick(_values) } },
        }),
        2 => Event("unknown event", Outcome.Ignored, new { type = random.Pick(["reaction_added", "team_join", "message", "$type", ""]), text = random.Line(50), user = _nothing, channel = _nothing }, number),
        _ => new HostileRequest("unknown callback", "/slack/event", JsonSerializer.SerializeToUtf8Bytes(new { type = random.Pick(["app_rate_limited", "url_verification", "x", "$type"]), number }), Outcome.Ignored),
    };

    private static HostileRequest Interaction(string kind, Outcome outcome, object payload) =>
        new("signed " + kind, "/slack/action", HostileCommands.Encode([("payload", JsonSerializer.Serialize(payload))]), outcome);

    private static HostileRequest Event(string kind, Outcome outcome, object content, int number) =>
        new("signed " + kind, "/slack/event", JsonSerializer.SerializeToUtf8Bytes(new { type = "event_callback", event_id = $"Ev{number}", team_id = SlackWorkspace.TeamId, @event = content }), outcome);
}
