namespace SlackNet.Blocks;

/// <summary>Something an <see cref="InputBlock"/> can hold.</summary>
public interface IInputBlockElement : IActionElement;
