namespace SlackNet.Blocks;

/// <summary>An element of a block.</summary>
public abstract class BlockElement : IBlockElement
{
    protected BlockElement(string type) => Type = type;

    /// <summary>Slack's name of the element.</summary>
    public string Type { get; }
}

/// <summary>An element of a type without a class here.</summary>
internal sealed class UnknownElement() : BlockElement("unknown"), IInputBlockElement, IContextElement
{
    public string ActionId { get; set; }
}
