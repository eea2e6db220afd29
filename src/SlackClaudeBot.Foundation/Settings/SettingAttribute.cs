using System.Reflection;

namespace SlackClaudeBot.Foundation.Settings;

/// <summary>Ties a property of an options class to the environment variable (or configuration key) that sets it.</summary>
/// <param name="name">The variable, for example <c>SANDBOX_IMAGE</c>.</param>
/// <param name="help">One sentence: what it is and, where it is required, how to get it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string name, string help) : Attribute
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    /// <summary>Whether its value must never be shown.</summary>
    public bool Secret { get; init; }

    /// <summary>The help of a setting that belongs to an options class.</summary>
    public static string HelpFor<TOptions>(string name) =>
        typeof(TOptions).GetProperties().Select(property => property.GetCustomAttribute<SettingAttribute>()).Single(setting => setting?.Name == name)!.Help;
}
