namespace SlackNet.Blocks;

/// <summary>An element of an <see cref="InputBlock"/>.</summary>
public interface IInputBlockElement : IActionElement;
