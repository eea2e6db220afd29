namespace SlackNet.Blocks;

/// <summary>A block of a message or view. See https://docs.slack.dev/reference/block-kit/blocks</summary>
public abstract class Block
{
    protected Block(string type) => Type = type;

    /// <summary>Slack's name of the block.</summary>
    public string Type { get; }

    /// <summary>At most 255 characters, unique within a message. Slack generates one if it is null.</summary>
    public string BlockId { get; set; }
}

/// <summary>A block of a type without a class here, or one that cannot be read.</summary>
internal sealed class UnknownBlock() : Block("unknown");
