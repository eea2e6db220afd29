using System.Reflection;

namespace SlackClaudeBot.Foundation.Settings;

/// <summary>Ties a property of an options class to the environment variable that sets it.</summary>
/// <param name="name">The variable, for example <c>SANDBOX_IMAGE</c>.</param>
/// <param name="help">One sentence: what it is and, if it is required, how to get it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string help) : Attribute
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    /// <summary>Whether its value must never be shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether the value may be the path of a file with the value.</summary>
    public bool AllowsFile { get; init; }

    /// <summary>Whether a duration may be a number without a unit: minutes below 1000, seconds from 1000.</summary>
    public bool AllowsBareNumber { get; init; }

    /// <summary>The help of a setting that belongs to an options class.</summary>
    public static string HelpFor<TOptions>(string name) =>
        typeof(TOptions).GetProperties().Select(property => property.GetCustomAttribute<SettingAttribute>()).Single(setting => setting?.Name == name)!.Help;
}
