namespace SlackNet.Blocks;

/// <summary>A block of a message or view. See https://docs.slack.dev/reference/block-kit/blocks</summary>
public abstract class Block
{
    protected Block(string type) => Type = type;

    /// <summary>Slack's name of the block.</summary>
    public string Type { get; }

    /// <summary>At most 255 characters, unique within a message. Slack makes one up where it is null.</summary>
    public string BlockId { get; set; }
}

/// <summary>A block of a type this subset has no class for, as people's messages hold them.</summary>
internal sealed class UnknownBlock() : Block("unknown");
