using SlackNet.Blocks;

namespace SlackNet.WebApi;

/// <summary>A message to post. See https://docs.slack.dev/reference/methods/chat.postMessage</summary>
public class Message : IReadOnlyMessage
{
    /// <summary>The channel's id.</summary>
    public string Channel { get; set; }

    /// <summary>Shown in notifications, and if there are no blocks; at most 40,000 characters.</summary>
    public string Text { get; set; }

    /// <summary>How Slack parses the text.</summary>
    public ParseMode Parse { get; set; }

    /// <summary>Whether names become mentions.</summary>
    public bool LinkNames { get; set; }

    /// <summary>At most 50.</summary>
    public IList<Block> Blocks { get; set; } = [];

    /// <summary>Whether links to pages have a preview.</summary>
    public bool UnfurlLinks { get; set; }

    /// <summary>Whether links to media have a preview.</summary>
    public bool UnfurlMedia { get; set; } = true;

    /// <summary>The displayed author; needs the scope <c>chat:write.customize</c>.</summary>
    public string Username { get; set; }

    public string IconUrl { get; set; }

    public string IconEmoji { get; set; }

    /// <summary>The root message of the thread; null for a message in the channel.</summary>
    public string ThreadTs { get; set; }

    /// <summary>Whether a reply is also shown in the channel.</summary>
    public bool ReplyBroadcast { get; set; }

    /// <summary>Hidden data of the app.</summary>
    public MessageMetadata MetadataJson { get; set; }
}

/// <summary>A read-only message.</summary>
public interface IReadOnlyMessage
{
    string Channel { get; }

    string Text { get; }

    ParseMode Parse { get; }

    bool LinkNames { get; }

    IList<Block> Blocks { get; }

    bool UnfurlLinks { get; }

    bool UnfurlMedia { get; }

    string Username { get; }

    string IconUrl { get; }

    string IconEmoji { get; }

    string ThreadTs { get; }

    bool ReplyBroadcast { get; }

    MessageMetadata MetadataJson { get; }
}

/// <summary>How Slack parses the text of a message.</summary>
public enum ParseMode
{
    None = 0,
    Full = 1,
    Client = 2,
}
