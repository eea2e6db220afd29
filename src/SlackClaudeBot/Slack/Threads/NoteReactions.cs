using SlackNet;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Shows by an emoji that a reply was noted. The note itself is safe before: a failing emoji is logged, no more.</summary>
internal sealed partial class NoteReactions(ISlackApiClient slack, ILogger<NoteReactions> logger)
{
    /// <summary>The emoji's name.</summary>
    public const string Emoji = "memo";

    public async Task AddAsync(Reply reply, CancellationToken cancellationToken)
    {
        try
        {
            await slack.Reactions.AddToMessage(Emoji, reply.Channel, reply.Ts, cancellationToken).ConfigureAwait(false);
        }
        catch (SlackException e) when (e.ErrorCode == "already_reacted")
        {
            // A second delivery.
        }
        catch (Exception e) when (e is SlackException or SlackRateLimitException or HttpRequestException)
        {
            Log.NotAdded(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A note could not be acknowledged by an emoji")]
        public static partial void NotAdded(ILogger logger, Exception exception);
    }
}
