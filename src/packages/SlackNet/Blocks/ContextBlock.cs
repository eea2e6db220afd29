namespace SlackNet.Blocks;

/// <summary>Small grey text. See https://docs.slack.dev/reference/block-kit/blocks/context-block</summary>
[SlackType("context")]
public class ContextBlock : Block
{
    public ContextBlock() : base("context")
    {
    }

    /// <summary>At most 10.</summary>
    public IList<IContextElement> Elements { get; set; } = [];
}
