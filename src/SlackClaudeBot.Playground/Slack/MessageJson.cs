using System.Text.Json;
using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Messages in the form of Slack's API.</summary>
internal static class MessageJson
{
    public static JsonObject Of(SlackMessage message, SlackWorkspace workspace, bool withMetadata = false)
    {
        var json = new JsonObject
        {
            ["type"] = "message",
            ["user"] = message.User,
            ["ts"] = message.Ts,
            ["text"] = message.Text,
            ["team"] = SlackWorkspace.TeamId,
        };
        if (message.BotId is { } botId)
        {
            json["bot_id"] = botId;
            json["app_id"] = SlackWorkspace.AppId;
        }

        if (message.Blocks is { } blocks)
        {
            json["blocks"] = ToNode(blocks);
        }

        if (message.EditedTs is { } edited)
        {
            json["edited"] = new JsonObject { ["user"] = message.User, ["ts"] = edited };
        }

        if (withMetadata && message.Metadata is { } metadata)
        {
            json["metadata"] = ToNode(metadata);
        }

        if (message.Reactions.Count > 0)
        {
            json["reactions"] = new JsonArray([.. message.Reactions.Select(Reaction)]);
        }

        if (message.Files.Count > 0)
        {
            json["files"] = new JsonArray([.. message.Files.Select(File)]);
        }

        AddThread(json, message, workspace);
        return json;
    }

    public static JsonNode? ToNode(JsonElement element) => JsonNode.Parse(element.GetRawText());

    private static void AddThread(JsonObject json, SlackMessage message, SlackWorkspace workspace)
    {
        if (message.ThreadTs is not { } threadTs)
        {
            return;
        }

        json["thread_ts"] = threadTs;
        if (message.IsReply)
        {
            json["parent_user_id"] = workspace.Find(message.Channel, threadTs)?.User;
            return;
        }

        var replies = workspace.Replies(message);
        json["reply_count"] = replies.Count;
        json["reply_users"] = new JsonArray([.. replies.Select(reply => reply.User).Distinct().Select(user => (JsonNode)user)]);
        json["latest_reply"] = replies.Count > 0 ? replies[^1].Ts : null;
    }

    private static JsonNode Reaction(SlackReaction reaction) => new JsonObject
    {
        ["name"] = reaction.Name,
        ["users"] = new JsonArray([.. reaction.Users.Select(user => (JsonNode)user)]),
        ["count"] = reaction.Users.Count,
    };

    private static JsonNode File(SlackFile file) => new JsonObject
    {
        ["id"] = file.Id,
        ["name"] = file.Name,
        ["title"] = file.Title,
        ["mimetype"] = file.ContentType,
        ["size"] = file.Content.Length,
    };
}
