namespace SlackNet.Blocks;

/// <summary>A field of a form. See https://docs.slack.dev/reference/block-kit/blocks/input-block</summary>
[SlackType("input")]
public class InputBlock : Block
{
    public InputBlock() : base("input")
    {
    }

    /// <summary>At most 2,000 characters.</summary>
    public PlainText Label { get; set; }

    /// <summary>The input element.</summary>
    public IInputBlockElement Element { get; set; }

    /// <summary>Shown below the element; at most 2,000 characters.</summary>
    public PlainText Hint { get; set; }

    /// <summary>Whether the field may be empty.</summary>
    [OmitDefault]
    public bool Optional { get; set; }

    /// <summary>Whether the element sends block actions.</summary>
    [OmitDefault]
    public bool DispatchAction { get; set; }
}
