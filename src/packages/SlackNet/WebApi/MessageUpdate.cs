using SlackNet.Blocks;

namespace SlackNet.WebApi;

/// <summary>What a posted message becomes. See https://docs.slack.dev/reference/methods/chat.update</summary>
public class MessageUpdate
{
    /// <summary>The message.</summary>
    public string Ts { get; set; }

    public string ChannelId { get; set; }

    public string Text { get; set; }

    public IList<Block> Blocks { get; set; } = [];

    public ParseMode Parse { get; set; }

    public bool LinkNames { get; set; }
}
