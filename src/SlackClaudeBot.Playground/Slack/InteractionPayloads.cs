using System.Text.Json.Nodes;
using SlackClaudeBot.Playground.Slack.BlockKit;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Commands and interactions as Slack sends them. See https://docs.slack.dev/reference/interaction-payloads.</summary>
internal static class InteractionPayloads
{
    public static BotRequest Command(SlackUser user, SlackChannel channel, string command, string text, string triggerId, Uri responseUrl) => new(BotRequestKind.Command, new JsonObject
    {
        ["token"] = "deprecated-verification-token",
        ["team_id"] = SlackWorkspace.TeamId,
        ["team_domain"] = SlackWorkspace.TeamDomain,
        ["channel_id"] = channel.Id,
        ["channel_name"] = channel.Name,
        ["user_id"] = user.Id,
        ["user_name"] = user.Name,
        ["command"] = command,
        ["text"] = text,
        ["api_app_id"] = SlackWorkspace.AppId,
        ["is_enterprise_install"] = "false",
        ["response_url"] = responseUrl.ToString(),
        ["trigger_id"] = triggerId,
    });

    public static BotRequest BlockActions(SlackUser user, SlackMessage message, BlockElements.Found element, JsonObject action, string triggerId, Uri responseUrl, SlackWorkspace workspace)
    {
        action["action_id"] = element.ActionId;
        action["block_id"] = element.BlockId;
        action["type"] = element.Type;
        action["action_ts"] = workspace.NextTs();
        var payload = Envelope("block_actions", user, triggerId);
        payload["container"] = Container(message);
        payload["channel"] = new JsonObject { ["id"] = message.Channel, ["name"] = workspace.FindChannel(message.Channel)?.Name };
        if (message.EphemeralFor is null)
        {
            payload["message"] = MessageJson.Of(message, workspace);
        }

        payload["state"] = new JsonObject { ["values"] = new JsonObject() };
        payload["response_url"] = responseUrl.ToString();
        payload["actions"] = new JsonArray(action);
        return new BotRequest(BotRequestKind.Interaction, payload);
    }

    public static BotRequest ViewSubmission(SlackUser user, SlackView view, JsonObject values, string triggerId, SlackWorkspace workspace)
    {
        var payload = Envelope("view_submission", user, triggerId);
        payload["view"] = ViewJson.Of(view, workspace, values);
        payload["response_urls"] = new JsonArray();
        return new BotRequest(BotRequestKind.Interaction, payload);
    }

    public static BotRequest ViewClosed(SlackUser user, SlackView view, SlackWorkspace workspace)
    {
        var payload = Envelope("view_closed", user, triggerId: null);
        payload["view"] = ViewJson.Of(view, workspace);
        payload["is_cleared"] = false;
        return new BotRequest(BotRequestKind.Interaction, payload);
    }

    private static JsonObject Envelope(string type, SlackUser user, string? triggerId)
    {
        var payload = new JsonObject
        {
            ["type"] = type,
            ["user"] = new JsonObject { ["id"] = user.Id, ["username"] = user.Name, ["name"] = user.Name, ["team_id"] = SlackWorkspace.TeamId },
            ["api_app_id"] = SlackWorkspace.AppId,
            ["token"] = "deprecated-verification-token",
            ["team"] = new JsonObject { ["id"] = SlackWorkspace.TeamId, ["domain"] = SlackWorkspace.TeamDomain },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
        };
        if (triggerId is not null)
        {
            payload["trigger_id"] = triggerId;
        }

        return payload;
    }

    private static JsonObject Container(SlackMessage message)
    {
        var container = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = message.Ts,
            ["channel_id"] = message.Channel,
            ["is_ephemeral"] = message.EphemeralFor is not null,
        };
        if (message.ThreadTs is { } threadTs)
        {
            container["thread_ts"] = threadTs;
        }

        return container;
    }
}
