namespace SlackNet.Blocks;

/// <summary>A large bold line. See https://docs.slack.dev/reference/block-kit/blocks/header-block</summary>
[SlackType("header")]
public class HeaderBlock : Block
{
    public HeaderBlock() : base("header")
    {
    }

    /// <summary>At most 150 characters.</summary>
    public PlainText Text { get; set; }
}
