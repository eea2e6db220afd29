using SlackNet.Blocks;

namespace SlackNet.WebApi;

/// <summary>A message to post. See https://docs.slack.dev/reference/methods/chat.postMessage</summary>
public class Message : IReadOnlyMessage
{
    /// <summary>The channel's id.</summary>
    public string Channel { get; set; }

    /// <summary>Shown where blocks cannot be; at most 40,000 characters.</summary>
    public string Text { get; set; }

    /// <summary>What Slack makes of the text.</summary>
    public ParseMode Parse { get; set; }

    /// <summary>Whether names become mentions.</summary>
    public bool LinkNames { get; set; }

    /// <summary>At most 50.</summary>
    public IList<Block> Blocks { get; set; } = [];

    /// <summary>Whether text links are shown with a preview.</summary>
    public bool UnfurlLinks { get; set; }

    /// <summary>Whether media links are shown with a preview.</summary>
    public bool UnfurlMedia { get; set; } = true;

    /// <summary>The name it is posted under, with the scope <c>chat:write.customize</c>.</summary>
    public string Username { get; set; }

    public string IconUrl { get; set; }

    public string IconEmoji { get; set; }

    /// <summary>The message whose thread it belongs to.</summary>
    public string ThreadTs { get; set; }

    /// <summary>Whether a reply is shown in the channel too.</summary>
    public bool ReplyBroadcast { get; set; }

    /// <summary>Data of the app's own, not shown.</summary>
    public MessageMetadata MetadataJson { get; set; }
}

/// <summary>A message nobody may change.</summary>
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

/// <summary>What Slack makes of a message's text.</summary>
public enum ParseMode
{
    None = 0,
    Full = 1,
    Client = 2,
}
