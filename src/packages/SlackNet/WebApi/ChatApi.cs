namespace SlackNet.WebApi;

/// <summary>Posts, edits and deletes messages. See https://docs.slack.dev/reference/methods#chat</summary>
public interface IChatApi
{
    Task<MessageTsResponse> Delete(string ts, string channelId, CancellationToken cancellationToken = default);

    Task<PostMessageResponse> PostMessage(Message message, CancellationToken cancellationToken = default);

    /// <summary>Shows a message to one person. It disappears when they reload.</summary>
    Task<PostEphemeralResponse> PostEphemeral(string userId, Message message, CancellationToken cancellationToken = default);

    Task<MessageUpdateResponse> Update(MessageUpdate messageUpdate, CancellationToken cancellationToken = default);

    Task<PermalinkResponse> GetPermalink(string channelId, string messageTs, CancellationToken cancellationToken = default);
}

internal sealed class ChatApi(SlackApiClient client) : IChatApi
{
    public Task<MessageTsResponse> Delete(string ts, string channelId, CancellationToken cancellationToken = default) =>
        client.Post<MessageTsResponse>("chat.delete", new() { ["ts"] = ts, ["channel"] = channelId }, cancellationToken);

    public Task<PostMessageResponse> PostMessage(Message message, CancellationToken cancellationToken = default) =>
        client.Post<PostMessageResponse>("chat.postMessage", MessageArgs.From(message), cancellationToken);

    public Task<PostEphemeralResponse> PostEphemeral(string userId, Message message, CancellationToken cancellationToken = default)
    {
        var args = MessageArgs.From(message);
        args["user"] = userId;
        return client.Post<PostEphemeralResponse>("chat.postEphemeral", args, cancellationToken);
    }

    public Task<MessageUpdateResponse> Update(MessageUpdate messageUpdate, CancellationToken cancellationToken = default) =>
        client.Post<MessageUpdateResponse>(
            "chat.update",
            new()
            {
                ["ts"] = messageUpdate.Ts,
                ["channel"] = messageUpdate.ChannelId,
                ["text"] = messageUpdate.Text,
                ["blocks"] = messageUpdate.Blocks,
                ["parse"] = messageUpdate.Parse == ParseMode.None ? null : messageUpdate.Parse,
                ["link_names"] = messageUpdate.LinkNames ? true : null,
            },
            cancellationToken);

    public Task<PermalinkResponse> GetPermalink(string channelId, string messageTs, CancellationToken cancellationToken = default) =>
        client.Get<PermalinkResponse>("chat.getPermalink", new() { ["channel"] = channelId, ["message_ts"] = messageTs }, cancellationToken);
}
