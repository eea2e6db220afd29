namespace SlackNet.Blocks;

/// <summary>Something a person can click or choose.</summary>
public interface IActionElement : IBlockElement
{
    /// <summary>Names the element in what Slack sends back; at most 255 characters.</summary>
    string ActionId { get; set; }
}
