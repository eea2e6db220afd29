namespace SlackNet.Blocks;

/// <summary>Asks a person for something. See https://docs.slack.dev/reference/block-kit/blocks/input-block</summary>
[SlackType("input")]
public class InputBlock : Block
{
    public InputBlock() : base("input")
    {
    }

    /// <summary>At most 2,000 characters.</summary>
    public PlainText Label { get; set; }

    /// <summary>What is filled in.</summary>
    public IInputBlockElement Element { get; set; }

    /// <summary>At most 2,000 characters, under the element.</summary>
    public PlainText Hint { get; set; }

    /// <summary>Whether it may stay empty.</summary>
    [OmitDefault]
    public bool Optional { get; set; }

    /// <summary>Whether the element sends block actions.</summary>
    [OmitDefault]
    public bool DispatchAction { get; set; }
}
