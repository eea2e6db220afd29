using SlackNet.Events;

namespace SlackNet.WebApi;

/// <summary>Reads channels and threads. See https://docs.slack.dev/reference/methods#conversations</summary>
public interface IConversationsApi
{
    /// <summary>A channel's messages, newest first.</summary>
    Task<ConversationHistoryResponse> History(
        string channelId,
        string latestTs = null,
        string oldestTs = null,
        bool inclusive = false,
        int limit = 100,
        bool includeAllMetadata = false,
        string cursor = null,
        CancellationToken cancellationToken = default);

    /// <summary>A thread's messages, oldest first, beginning with its root message.</summary>
    Task<ConversationMessagesResponse> Replies(
        string channelId,
        string threadTs,
        string latestTs = null,
        string oldestTs = null,
        bool inclusive = false,
        int limit = 10,
        bool includeAllMetadata = false,
        string cursor = null,
        CancellationToken cancellationToken = default);
}

internal sealed class ConversationsApi(SlackApiClient client) : IConversationsApi
{
    public Task<ConversationHistoryResponse> History(
        string channelId,
        string latestTs = null,
        string oldestTs = null,
        bool inclusive = false,
        int limit = 100,
        bool includeAllMetadata = false,
        string cursor = null,
        CancellationToken cancellationToken = default) =>
        client.Get<ConversationHistoryResponse>(
            "conversations.history", Range(channelId, latestTs, oldestTs, inclusive, limit, includeAllMetadata, cursor), cancellationToken);

    public Task<ConversationMessagesResponse> Replies(
        string channelId,
        string threadTs,
        string latestTs = null,
        string oldestTs = null,
        bool inclusive = false,
        int limit = 10,
        bool includeAllMetadata = false,
        string cursor = null,
        CancellationToken cancellationToken = default)
    {
        var args = Range(channelId, latestTs, oldestTs, inclusive, limit, includeAllMetadata, cursor);
        args["ts"] = threadTs;
        return client.Get<ConversationMessagesResponse>("conversations.replies", args, cancellationToken);
    }

    private static Dictionary<string, object> Range(
        string channelId, string latestTs, string oldestTs, bool inclusive, int limit, bool includeAllMetadata, string cursor) => new()
        {
            ["channel"] = channelId,
            ["latest"] = latestTs,
            ["oldest"] = oldestTs,
            ["inclusive"] = inclusive,
            ["limit"] = limit,
            ["include_all_metadata"] = includeAllMetadata,
            ["cursor"] = cursor,
        };
}

/// <summary>A page of the messages of a channel or thread.</summary>
public class ConversationMessagesResponse
{
    public IList<MessageEvent> Messages { get; set; } = [];

    public bool HasMore { get; set; }

    public ResponseMetadata ResponseMetadata { get; set; }
}

/// <summary>A page of the messages of a channel.</summary>
public class ConversationHistoryResponse : ConversationMessagesResponse
{
    public string Latest { get; set; }

    public int PinCount { get; set; }
}

/// <summary>Paging.</summary>
public class ResponseMetadata
{
    /// <summary>Empty on the last page.</summary>
    public string NextCursor { get; set; }
}
