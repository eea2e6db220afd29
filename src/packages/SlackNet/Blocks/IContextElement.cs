namespace SlackNet.Blocks;

/// <summary>Something a <see cref="ContextBlock"/> can hold.</summary>
public interface IContextElement
{
    /// <summary>Slack's name of the element.</summary>
    string Type { get; }
}
