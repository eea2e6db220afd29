namespace SlackNet;

/// <summary>Leaves a property out of the JSON while it has its type's default value: Slack knows the default itself.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OmitDefaultAttribute : Attribute;

/// <summary>Leaves a list out of the JSON while it is empty: Slack refuses, for example, a section with no fields in <c>fields</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OmitEmptyAttribute : Attribute;
