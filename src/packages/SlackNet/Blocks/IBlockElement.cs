namespace SlackNet.Blocks;

/// <summary>An element of a block.</summary>
public interface IBlockElement
{
    /// <summary>Slack's name of the element.</summary>
    string Type { get; }
}
