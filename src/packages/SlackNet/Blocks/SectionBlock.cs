namespace SlackNet.Blocks;

/// <summary>Text, fields and an element at the right. See https://docs.slack.dev/reference/block-kit/blocks/section-block</summary>
[SlackType("section")]
public class SectionBlock : Block
{
    public SectionBlock() : base("section")
    {
    }

    /// <summary>At most 3,000 characters. Required if there are no fields.</summary>
    public TextObject Text { get; set; }

    /// <summary>At most 10 of at most 2,000 characters, in two columns.</summary>
    [OmitEmpty]
    public IList<TextObject> Fields { get; set; } = [];

    /// <summary>An element at the right.</summary>
    public BlockElement Accessory { get; set; }

    /// <summary>Whether a long text is shown in full.</summary>
    [OmitDefault]
    public bool Expand { get; set; }
}
