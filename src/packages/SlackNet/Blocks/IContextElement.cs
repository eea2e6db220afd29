namespace SlackNet.Blocks;

/// <summary>An element of a <see cref="ContextBlock"/>.</summary>
public interface IContextElement
{
    /// <summary>Slack's name of the element.</summary>
    string Type { get; }
}
