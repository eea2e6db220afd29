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
    private const string FileShareSubtype = "file_share";

    /// <summary>When this text was written over an earlier one, as a message's ts; null for a new reply.</summary>
    public string? EditedTs { get; init; }

    /// <summary>Whether it was edited while feedback can usually still be undone.</summary>
    public bool IsEditedSoon => Seconds(EditedTs) - Seconds(Ts) is >= 0 and <= 60;

    /// <summary>Names the edited text: the workflow must not take it for the first one.</summary>
    public string EditId => $"{Id}:{EditedTs}";

    /// <summary>Equal for all deliveries of the reply: as a message, as a mention, and retries of both.</summary>
    public string Id => $"reply:{Channel}:{Ts}";

    private static decimal? Seconds(string? ts) => decimal.TryParse(ts, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? seconds : null;

    /// <summary>Reads an edit of a reply; null if it is something else, or no text changed (Slack adds previews of links in the same way).</summary>
    public static IncomingReply? FromEdit(MessageChanged changed)
    {
        var message = changed.Message;
        var isReply = message is { BotId: null, Edited.Ts.Length: > 0 } && !string.IsNullOrEmpty(message.ThreadTs) && message.ThreadTs != message.Ts;
        var isWhole = isReply && !string.IsNullOrEmpty(message!.User) && !string.IsNullOrEmpty(changed.Channel) && !string.IsNullOrEmpty(message.Ts);
        return isWhole && changed.PreviousMessage?.Text is { } before && before != message!.Text
            ? new(changed.Channel, message.ThreadTs, message.Ts, message.User, message.Text) { EditedTs = message.Edited.Ts }
            : null;
    }

    /// <summary>Reads an event; null unless a person just wrote it in a thread.</summary>
    public static IncomingReply? From(MessageEventBase message)
    {
        var isByPerson = message switch
        {
            // A reply may also be shown in the channel, or carry a file.
            MessageEvent { Hidden: false, BotId: null, Subtype: null or "thread_broadcast" or FileShareSubtype } => true,
            AppMention => true,
            _ => false,
        };
        var isReply = !string.IsNullOrEmpty(message.ThreadTs) && message.ThreadTs != message.Ts;
        var isWhole = !string.IsNullOrEmpty(message.User) && !string.IsNullOrEmpty(message.Channel) && !string.IsNullOrEmpty(message.Ts);
        return isByPerson && isReply && isWhole && message.Edited is null
            ? new(message.Channel, message.ThreadTs, message.Ts, message.User, message.Text, message is MessageEvent { Subtype: FileShareSubtype })
            : null;
    }
}
