namespace SlackNet;

/// <summary>
/// Marks a part of a payload that may be lost without losing the payload: if Slack sends an unknown or odd value there, the property
/// keeps its default. In a list, only the odd item is replaced.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TolerantAttribute : Attribute;
