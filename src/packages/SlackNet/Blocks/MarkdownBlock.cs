namespace SlackNet.Blocks;

/// <summary>Standard Markdown. See https://docs.slack.dev/reference/block-kit/blocks/markdown-block</summary>
[SlackType("markdown")]
public class MarkdownBlock : Block
{
    public MarkdownBlock() : base("markdown")
    {
    }

    /// <summary>At most 12,000 characters in all markdown blocks of a message.</summary>
    public string Text { get; set; }
}
