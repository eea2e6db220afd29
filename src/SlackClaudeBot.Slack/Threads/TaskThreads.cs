using Microsoft.Extensions.Caching.Memory;
using Newtonsoft.Json.Linq;
using SlackClaudeBot.Slack.Messages;
using SlackNet;

using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Leads from a thread to the workflow whose card it hangs on, by the metadata of its root message.</summary>
internal sealed partial class TaskThreads(ISlackApiClient slack, BotIdentity bot, ILogger<TaskThreads> logger) : IDisposable
{
    // What a thread hangs on never changes; the bound is for memory, not for freshness.
    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <summary>The workflow's id, or null where the thread is no task's.</summary>
    public async Task<string?> FindWorkflowAsync(string channel, string threadTs, CancellationToken cancellationToken)
    {
        var key = (channel, threadTs);
        if (_known.TryGetValue(key, out string? known))
        {
            return known;
        }

        var (found, wasRead) = await ReadRootAsync(channel, threadTs, cancellationToken);
        // A bot that is invited, or given a scope, must be heard at once: only what was read is remembered.
        return wasRead ? _known.Set(key, found, new MemoryCacheEntryOptions { Size = 1 }) : null;
    }

    public void Dispose() => _known.Dispose();

    private async Task<(string? WorkflowId, bool WasRead)> ReadRootAsync(string channel, string threadTs, CancellationToken cancellationToken)
    {
        try
        {
            var thread = await slack.Conversations.Replies(
                channel, threadTs, inclusive: true, limit: 1, includeAllMetadata: true, cancellationToken: cancellationToken);
            var root = thread.Messages.FirstOrDefault(message => message.Ts == threadTs);
            if (root?.Metadata is not { EventType: MessageMetadataTypes.Task, EventPayload: JObject payload })
            {
                return (null, true);
            }

            // Any app can put the same metadata on a message of its own.
            var isOurs = root.User == await bot.GetUserIdAsync(cancellationToken);
            return (isOurs ? payload.Value<string>(MessageMetadataTypes.WorkflowId) : null, true);
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
