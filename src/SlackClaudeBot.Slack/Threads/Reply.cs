using SlackNet.Events;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>What a person wrote in a thread.</summary>
/// <param name="Channel">Where.</param>
/// <param name="ThreadTs">The root message of the thread.</param>
/// <param name="Ts">The message.</param>
/// <param name="User">Who.</param>
/// <param name="Text">As Slack delivers it.</param>
/// <param name="HasFile">Whether a file or picture hangs on it.</param>
internal sealed record Reply(string Channel, string ThreadTs, string Ts, string User, string? Text, bool HasFile = false)
{
    private const string FileShare = "file_share";

    /// <summary>Names it, however it is delivered: as a message, as a mention, or both, and again.</summary>
    public string Id => $"reply:{Channel}:{Ts}";

    /// <summary>Reads an event; null for all that no person just wrote in a thread.</summary>
    public static Reply? From(MessageEventBase message)
    {
        var isWritten = message switch
        {
            // A reply that is shown in the channel too, or carries a file, is one all the same.
            MessageEvent { Hidden: false, BotId: null, Subtype: null or "thread_broadcast" or FileShare } => true,
            AppMention => true,
            _ => false,
        };
        var isReply = !string.IsNullOrEmpty(message.ThreadTs) && message.ThreadTs != message.Ts;
        var isWhole = !string.IsNullOrEmpty(message.User) && !string.IsNullOrEmpty(message.Channel) && !string.IsNullOrEmpty(message.Ts);
        return isWritten && isReply && isWhole && message.Edited is null
            ? new(message.Channel, message.ThreadTs, message.Ts, message.User, message.Text, message is MessageEvent { Subtype: FileShare })
            : null;
    }
}
