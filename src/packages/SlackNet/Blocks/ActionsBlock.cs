namespace SlackNet.Blocks;

/// <summary>A row of buttons and menus. See https://docs.slack.dev/reference/block-kit/blocks/actions-block</summary>
[SlackType("actions")]
public class ActionsBlock : Block
{
    public ActionsBlock() : base("actions")
    {
    }

    /// <summary>At most 25.</summary>
    public IList<IActionElement> Elements { get; set; } = [];
}
