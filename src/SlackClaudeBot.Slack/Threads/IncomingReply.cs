using SlackNet.Events;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>A person's message in a thread.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="ThreadTs">The root message of the thread.</param>
/// <param name="Ts">The message.</param>
/// <param name="User">The author.</param>
/// <param name="Text">As Slack delivers it.</param>
/// <param name="HasFile">Whether a file or picture is attached.</param>
internal sealed record IncomingReply(string Channel, string ThreadTs, string Ts, string User, string? Text, bool HasFile = false)
{
    private const string FileShare = "file_share";

    /// <summary>Equal for all deliveries of the reply: as a message, as a mention, and retries of both.</summary>
    public string Id => $"reply:{Channel}:{Ts}";

    /// <summary>Reads an event; null unless a person has just written in a thread.</summary>
    public static IncomingReply? From(MessageEventBase message)
    {
        var isByPerson = message switch
        {
            // A reply may also be shown in the channel, or carry a file.
            MessageEvent { Hidden: false, BotId: null, Subtype: null or "thread_broadcast" or FileShare } => true,
            AppMention => true,
            _ => false,
        };
        var isReply = !string.IsNullOrEmpty(message.ThreadTs) && message.ThreadTs != message.Ts;
        var isComplete = !string.IsNullOrEmpty(message.User) && !string.IsNullOrEmpty(message.Channel) && !string.IsNullOrEmpty(message.Ts);
        return isByPerson && isReply && isComplete && message.Edited is null
            ? new(message.Channel, message.ThreadTs, message.Ts, message.User, message.Text, message is MessageEvent { Subtype: FileShare })
            : null;
    }
}
