using System.Text.Json.Nodes;

namespace SlackClaudeBot.Playground.Slack.WebApi;

/// <summary>chat.*: posts, edits and deletes messages of the app.</summary>
internal sealed class ChatMethods(SlackWorkspace workspace)
{
    public void AddTo(IDictionary<string, Func<WebApiRequest, JsonObject>> methods)
    {
        methods["chat.postMessage"] = Post;
        methods["chat.postEphemeral"] = PostEphemeral;
        methods["chat.update"] = Update;
        methods["chat.delete"] = Delete;
        methods["chat.getPermalink"] = GetPermalink;
    }

    private JsonObject Post(WebApiRequest request)
    {
        var channel = Channel(request);
        var content = MessageRules.Read(request);
        if (MessageRules.IsEmpty(content))
        {
            throw new SlackErrorException("no_text");
        }

        var message = workspace.PostAsApp(channel, Root(request, channel), content.Text ?? "", content.Blocks, content.Metadata);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = MessageJson.Of(message, workspace, withMetadata: true) };
    }

    private JsonObject PostEphemeral(WebApiRequest request)
    {
        var channel = Channel(request);
        var user = workspace.FindUser(request.Required("user")) ?? throw new SlackErrorException("user_not_in_channel");
        var content = MessageRules.Read(request);
        if (MessageRules.IsEmpty(content))
        {
            throw new SlackErrorException("no_text");
        }

        var message = workspace.PostEphemeral(workspace.BotUser, user, channel, Root(request, channel), content.Text ?? "", content.Blocks);
        return new JsonObject { ["message_ts"] = message.Ts };
    }

    private JsonObject Update(WebApiRequest request)
    {
        var channel = Channel(request);
        var content = MessageRules.Read(request);
        if (!request.Has("text") && !request.Has("blocks"))
        {
            throw new SlackErrorException("no_text");
        }

        Own(channel, request.Required("ts"));
        // Omitted fields keep their values; empty ones are removed.
        var message = workspace.Edit(channel.Id, request.Required("ts"), message => message with
        {
            Text = content.Text ?? message.Text,
            Blocks = content.Blocks ?? message.Blocks,
            Metadata = content.Metadata is not { } metadata ? message.Metadata : metadata.EnumerateObject().Any() ? metadata : null,
            EditedTs = workspace.NextTs(),
        }) ?? throw new SlackErrorException("message_not_found");
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts, ["text"] = message.Text, ["message"] = MessageJson.Of(message, workspace, withMetadata: true) };
    }

    private JsonObject Delete(WebApiRequest request)
    {
        var channel = Channel(request);
        var message = Own(channel, request.Required("ts"));
        workspace.Remove(channel.Id, message.Ts);
        return new JsonObject { ["channel"] = channel.Id, ["ts"] = message.Ts };
    }

    private JsonObject GetPermalink(WebApiRequest request)
    {
        var channel = Channel(request);
        var ts = request.Required("message_ts");
        if (workspace.Find(channel.Id, ts) is null)
        {
            throw new SlackErrorException("message_not_found");
        }

        return new JsonObject { ["channel"] = channel.Id, ["permalink"] = new Uri(workspace.BaseAddress, $"/#/{channel.Id}/{ts}").ToString() };
    }

    private SlackChannel Channel(WebApiRequest request) =>
        workspace.FindChannel(request.Required("channel")) ?? throw new SlackErrorException("channel_not_found");

    private string? Root(WebApiRequest request, SlackChannel channel)
    {
        if (request.String("thread_ts") is not { Length: > 0 } ts)
        {
            return null;
        }

        var parent = workspace.Find(channel.Id, ts) ?? throw new SlackErrorException("thread_not_found");
        return parent.ThreadTs ?? parent.Ts;
    }

    private SlackMessage Own(SlackChannel channel, string ts)
    {
        var message = workspace.Find(channel.Id, ts);
        if (message is null || message.EphemeralFor is not null)
        {
            throw new SlackErrorException("message_not_found");
        }

        return message.BotId == workspace.BotUser.BotId ? message : throw new SlackErrorException("cant_update_message");
    }
}
