using SlackNet.Blocks;

namespace SlackNet.WebApi;

/// <summary>An edit of a posted message. See https://docs.slack.dev/reference/methods/chat.update</summary>
public class MessageUpdate
{
    /// <summary>The message to edit.</summary>
    public string Ts { get; set; }

    public string ChannelId { get; set; }

    public string Text { get; set; }

    /// <summary>Null to leave the blocks as they are.</summary>
    public IList<Block> Blocks { get; set; }

    public ParseMode Parse { get; set; }

    public bool LinkNames { get; set; }
}
