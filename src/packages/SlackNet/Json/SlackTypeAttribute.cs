namespace SlackNet;

/// <summary>The value of <c>type</c> for a class.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class SlackTypeAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}
