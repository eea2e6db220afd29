namespace SlackNet.Blocks;

/// <summary>Something inside a block.</summary>
public interface IBlockElement
{
    /// <summary>Slack's name of the element.</summary>
    string Type { get; }
}
