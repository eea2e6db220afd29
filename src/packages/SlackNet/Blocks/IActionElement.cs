namespace SlackNet.Blocks;

/// <summary>An interactive element.</summary>
public interface IActionElement : IBlockElement
{
    /// <summary>Identifies the element in its actions; at most 255 characters.</summary>
    string ActionId { get; set; }
}
