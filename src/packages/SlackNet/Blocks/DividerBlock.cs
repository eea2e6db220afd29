namespace SlackNet.Blocks;

/// <summary>A line. See https://docs.slack.dev/reference/block-kit/blocks/divider-block</summary>
[SlackType("divider")]
public class DividerBlock : Block
{
    public DividerBlock() : base("divider")
    {
    }
}
