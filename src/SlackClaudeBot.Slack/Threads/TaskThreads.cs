using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Identity;
using SlackClaudeBot.Slack.Messages;
using SlackNet;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Leads from a thread to the task it belongs to, by the metadata of the thread's root message.</summary>
internal sealed partial class TaskThreads(ISlackApiClient slack, BotIdentity bot, TimeProvider time, ILogger<TaskThreads> logger)
{
    // The task of a thread never changes; this is a bound for memory, not for freshness.
    private readonly AsyncCache<(string Channel, string ThreadTs), (TaskThread? Task, bool WasRead)> _known = new(time, TimeSpan.FromDays(30));

    /// <summary>The thread's task; null if it has none.</summary>
    public async Task<TaskThread?> FindAsync(string channel, string threadTs, CancellationToken cancellationToken)
    {
        // After an invitation or a new scope the thread can be read: only what was read is remembered.
        var found = await _known.GetAsync((channel, threadTs), () => ReadRootAsync(channel, threadTs, cancellationToken), root => root.WasRead);
        return found.Task;
    }

    private async Task<(TaskThread? Task, bool WasRead)> ReadRootAsync(string channel, string threadTs, CancellationToken cancellationToken)
    {
        try
        {
            var thread = await slack.Conversations.Replies(
                channel, threadTs, inclusive: true, limit: 1, includeAllMetadata: true, cancellationToken: cancellationToken);
            var root = thread.Messages.FirstOrDefault(message => message.Ts == threadTs);
            if (root?.Metadata is not { EventType: MessageMetadataTypes.Task or MessageMetadataTypes.Message, EventPayload: JObject payload } metadata)
            {
                return (null, true);
            }

            // Any app can put the same metadata on its messages.
            var isOurs = root.User == await bot.GetUserIdAsync(cancellationToken);
            var workflowId = isOurs ? payload.Value<string>(MessageMetadataTypes.WorkflowId) : null;
            return (workflowId is null ? null : new TaskThread(workflowId, metadata.EventType == MessageMetadataTypes.Task), true);
        }
        catch (SlackException e) when (e.ErrorCode is "thread_not_found" or "channel_not_found" or "not_in_channel" or "missing_scope")
        {
            Log.CannotRead(logger, channel, e.ErrorCode);
            return (null, false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The thread of a reply in {Channel} cannot be read: {Error}")]
        public static partial void CannotRead(ILogger logger, string channel, string error);
    }
}
