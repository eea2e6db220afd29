namespace SlackNet.Blocks;

/// <summary>A picture. See https://docs.slack.dev/reference/block-kit/blocks/image-block</summary>
[SlackType("image")]
public class ImageBlock : Block
{
    public ImageBlock() : base("image")
    {
    }

    /// <summary>At most 3,000 characters.</summary>
    public string ImageUrl { get; set; }

    /// <summary>Plain text instead of the picture; at most 2,000 characters.</summary>
    public string AltText { get; set; }

    /// <summary>At most 2,000 characters.</summary>
    public PlainText Title { get; set; }
}
