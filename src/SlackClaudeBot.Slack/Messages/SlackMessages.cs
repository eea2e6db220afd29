using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackNet;
using SlackNet.WebApi;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Messages;

/// <summary>Posts each message once, and edits messages. Metadata lets a retry find a message that was posted before.</summary>
public sealed partial class SlackMessages(ISlackApiClient slack, TimeProvider time, ILogger<SlackMessages> logger)
{
    /// <summary>Slack answers within a second or not at all.</summary>
    private static readonly TimeSpan _callTimeout = TimeSpan.FromSeconds(15);

    private const int PageSize = 200;
    private const int MaxPages = 5;

    /// <summary>Posts a task's root message. With <paramref name="mayExist"/> it looks for it first.</summary>
    public async Task<MessageAddress> PostRootAsync(TaskSnapshot card, RenderedMessage content, bool mayExist, CancellationToken cancellationToken)
    {
        if (mayExist && await FindRootAsync(card, cancellationToken) is { } found)
        {
            return Found(found, card.WorkflowId);
        }

        return await PostAsync(card.Channel, null, content, MessageMetadataTypes.Task, new JObject
        {
            [MessageMetadataTypes.WorkflowId] = card.WorkflowId,
            [MessageMetadataTypes.TaskId] = card.TaskId.Value,
        }, cancellationToken);
    }

    /// <summary>Posts a message in a task's thread. With <paramref name="mayExist"/> it looks for it first.</summary>
    public async Task<MessageAddress> PostReplyAsync(
        MessageAddress root, string workflowId, string key, RenderedMessage content, bool mayExist, CancellationToken cancellationToken)
    {
        if (mayExist && await TryFindReplyAsync(root, workflowId, key, cancellationToken) is { } found)
        {
            return Found(found, key);
        }

        var metadata = Metadata(workflowId, key);
        try
        {
            return await PostAsync(root.Channel, root.Timestamp, content, MessageMetadataTypes.Message, metadata, cancellationToken);
        }
        catch (SlackException e) when (IsRootGone(e))
        {
            // Somebody deleted the task's card. The task goes on in the channel: people must see reviews and pull requests.
            return await PostInChannelAsync(root.Channel, workflowId, key, content, mayExist, cancellationToken);
        }
    }

    /// <summary>Posts a message of a task in its channel, for a task whose card was deleted. With <paramref name="mayExist"/> it looks for it first.</summary>
    public async Task<MessageAddress> PostInChannelAsync(
        string channel, string workflowId, string key, RenderedMessage content, bool mayExist, CancellationToken cancellationToken)
    {
        if (mayExist && await FindInChannelAsync(channel, workflowId, key, cancellationToken) is { } found)
        {
            return Found(found, key);
        }

        return await PostAsync(channel, null, content, MessageMetadataTypes.Message, Metadata(workflowId, key), cancellationToken);
    }

    /// <summary>Whether a failure means that the message to edit or to reply to was deleted.</summary>
    public static bool IsRootGone(SlackException failure) => failure.ErrorCode is "thread_not_found" or "message_not_found" or "cannot_reply_to_message";

    /// <summary>Edits a message; its metadata stays.</summary>
    public Task UpdateAsync(MessageAddress message, RenderedMessage content, CancellationToken cancellationToken) => BoundedAsync(
        token => slack.Chat.Update(
            new MessageUpdate { ChannelId = message.Channel, Ts = message.Timestamp, Text = content.Text, Blocks = content.Blocks }, token),
        cancellationToken);

    /// <summary>Puts an emoji under a message; a second time does nothing.</summary>
    public async Task MarkAsync(MessageAddress message, string emoji, CancellationToken cancellationToken)
    {
        try
        {
            await BoundedAsync(
                async token =>
                {
                    await slack.Reactions.AddToMessage(emoji, message.Channel, message.Timestamp, token);
                    return true;
                },
                cancellationToken);
        }
        catch (SlackException e) when (e.ErrorCode == "already_reacted")
        {
            // The answer to an earlier attempt was lost.
        }
    }

    /// <summary>Sends an ephemeral message.</summary>
    public Task PostEphemeralAsync(EphemeralMessage message, CancellationToken cancellationToken) => BoundedAsync(
        token => slack.Chat.PostEphemeral(message.To, new Message { Channel = message.Thread.Channel, ThreadTs = message.Thread.Timestamp, Text = message.Text }, token),
        cancellationToken);

    private async Task<MessageAddress> PostAsync(
        string channel, string? thread, RenderedMessage content, string metadataType, JObject metadata, CancellationToken cancellationToken)
    {
        var message = new Message
        {
            Channel = channel,
            ThreadTs = thread,
            Text = content.Text,
            Blocks = content.Blocks,
            UnfurlLinks = false,
            UnfurlMedia = false,
            MetadataJson = new MessageMetadata { EventType = metadataType, EventPayload = metadata },
        };
        var posted = await BoundedAsync(token => slack.Chat.PostMessage(message, token), cancellationToken);
        return new MessageAddress(posted.Channel ?? channel, posted.Ts);
    }

    private Task<MessageAddress?> FindRootAsync(TaskSnapshot card, CancellationToken cancellationToken)
    {
        // Clocks differ; the message is never older than its task.
        var oldest = SlackTimestamp(card.StartedAt - TimeSpan.FromMinutes(5));
        return FindAsync(
            card.Channel,
            async (cursor, token) => await slack.Conversations.History(
                card.Channel, oldestTs: oldest, limit: PageSize, includeAllMetadata: true, cursor: cursor, cancellationToken: token),
            MessageMetadataTypes.Task,
            payload => Is(payload, MessageMetadataTypes.WorkflowId, card.WorkflowId),
            cancellationToken);
    }

    private async Task<MessageAddress?> TryFindReplyAsync(MessageAddress root, string workflowId, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await FindReplyAsync(root, workflowId, key, cancellationToken);
        }
        catch (SlackException e) when (IsRootGone(e))
        {
            return null;
        }
    }

    private Task<MessageAddress?> FindReplyAsync(MessageAddress root, string workflowId, string key, CancellationToken cancellationToken) => FindAsync(
        root.Channel,
        (cursor, token) => slack.Conversations.Replies(
            root.Channel, root.Timestamp, limit: PageSize, includeAllMetadata: true, cursor: cursor, cancellationToken: token),
        MessageMetadataTypes.Message,
        payload => Is(payload, MessageMetadataTypes.WorkflowId, workflowId) && Is(payload, MessageMetadataTypes.Key, key),
        cancellationToken);

    private Task<MessageAddress?> FindInChannelAsync(string channel, string workflowId, string key, CancellationToken cancellationToken) => FindAsync(
        channel,
        async (cursor, token) => await slack.Conversations.History(channel, limit: PageSize, includeAllMetadata: true, cursor: cursor, cancellationToken: token),
        MessageMetadataTypes.Message,
        payload => Is(payload, MessageMetadataTypes.WorkflowId, workflowId) && Is(payload, MessageMetadataTypes.Key, key),
        cancellationToken);

    private static JObject Metadata(string workflowId, string key) => new() { [MessageMetadataTypes.WorkflowId] = workflowId, [MessageMetadataTypes.Key] = key };

    private async Task<MessageAddress?> FindAsync(
        string channel,
        Func<string?, CancellationToken, Task<ConversationMessagesResponse>> readPage,
        string metadataType,
        Func<JToken, bool> isIt,
        CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var read = await BoundedAsync(token => readPage(cursor, token), cancellationToken);
            var match = read.Messages.FirstOrDefault(m => m.Metadata is { EventPayload: { } payload } metadata && metadata.EventType == metadataType && isIt(payload));
            if (match is not null)
            {
                return new MessageAddress(channel, match.Ts);
            }

            cursor = read.ResponseMetadata?.NextCursor;
            if (string.IsNullOrEmpty(cursor))
            {
                return null;
            }
        }

        return null;
    }

    private async Task<T> BoundedAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_callTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Slack did not answer within {_callTimeout.TotalSeconds:0} s.");
        }
    }

    private MessageAddress Found(MessageAddress message, string what)
    {
        Log.FoundAgain(logger, what, message.Timestamp);
        return message;
    }

    private static bool Is(JToken payload, string name, string value) => payload is JObject fields && (string?)fields[name] == value;

    private static string SlackTimestamp(DateTime utc) =>
        new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture) + ".000000";

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The message {What} was posted before as {Timestamp}; it is not posted again.")]
        public static partial void FoundAgain(ILogger logger, string what, string timestamp);
    }
}
