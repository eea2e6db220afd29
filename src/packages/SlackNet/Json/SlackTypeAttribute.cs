namespace SlackNet;

/// <summary>The value of <c>type</c> by which Slack names a class.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class SlackTypeAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}
