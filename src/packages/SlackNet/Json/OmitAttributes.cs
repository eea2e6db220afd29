namespace SlackNet;

/// <summary>Omits a property from the JSON if it has its type's default value, which is Slack's default too.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OmitDefaultAttribute : Attribute;

/// <summary>Omits an empty list from the JSON: Slack refuses, for example, an empty <c>fields</c> of a section.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OmitEmptyAttribute : Attribute;
