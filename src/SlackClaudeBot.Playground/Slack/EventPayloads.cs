using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Events as Slack's Events API sends them. See https://docs.slack.dev/reference/events.</summary>
internal static class EventPayloads
{
    public static BotRequest Message(SlackMessage message, SlackWorkspace workspace)
    {
        var content = MessageJson.Of(message, workspace);
        content["channel"] = message.Channel;
        content["channel_type"] = "channel";
        content["event_ts"] = message.Ts;
        if (message.BotId is null)
        {
            content["client_msg_id"] = Guid.NewGuid().ToString();
        }

        return Wrap(content, workspace);
    }

    public static BotRequest AppMention(SlackMessage message, SlackWorkspace workspace)
    {
        var content = MessageJson.Of(message, workspace);
        content["type"] = "app_mention";
        content["channel"] = message.Channel;
        content["event_ts"] = message.Ts;
        return Wrap(content, workspace);
    }

    public static BotRequest MessageChanged(SlackMessage message, SlackWorkspace workspace) => Wrap(
        new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_changed",
            ["hidden"] = true,
            ["channel"] = message.Channel,
            ["channel_type"] = "channel",
            ["ts"] = message.EditedTs ?? message.Ts,
            ["event_ts"] = message.EditedTs ?? message.Ts,
            ["message"] = MessageJson.Of(message, workspace),
        },
        workspace);

    public static BotRequest ReactionAdded(SlackUser user, SlackMessage message, string name, SlackWorkspace workspace) => Wrap(
        new JsonObject
        {
            ["type"] = "reaction_added",
            ["user"] = user.Id,
            ["reaction"] = name,
            ["item_user"] = message.User,
            ["item"] = new JsonObject { ["type"] = "message", ["channel"] = message.Channel, ["ts"] = message.Ts },
            ["event_ts"] = workspace.NextTs(),
        },
        workspace);

    private static BotRequest Wrap(JsonObject content, SlackWorkspace workspace) => new(BotRequestKind.Event, new JsonObject
    {
        ["token"] = "deprecated-verification-token",
        ["team_id"] = SlackWorkspace.TeamId,
        ["api_app_id"] = SlackWorkspace.AppId,
        ["event"] = content,
        ["type"] = "event_callback",
        ["event_id"] = "Ev" + RandomNumberGenerator.GetHexString(10),
        ["event_time"] = workspace.Options.Time.GetUtcNow().ToUnixTimeSeconds(),
        ["authorizations"] = new JsonArray(new JsonObject
        {
            ["enterprise_id"] = null,
            ["team_id"] = SlackWorkspace.TeamId,
            ["user_id"] = workspace.BotUser.Id,
            ["is_bot"] = true,
            ["is_enterprise_install"] = false,
        }),
        ["is_ext_shared_channel"] = false,
        ["event_context"] = "4-" + workspace.NextTs().Replace(".", "", StringComparison.Ordinal).ToString(CultureInfo.InvariantCulture),
    });
}
