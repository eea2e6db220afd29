using System.Globalization;
using System.Reflection;

namespace SlackClaudeBot.Settings;

/// <summary>Shows the default of a setting as a person would write it.</summary>
internal static class SettingDefaults
{
    public static string Describe(PropertyInfo property) => Describe(property.GetValue(Activator.CreateInstance(property.DeclaringType!)));

    /// <summary>A value as a setting would be written.</summary>
    public static string Describe(object? value) => value switch
    {
        null => string.Empty,
        string text => text.Replace(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "~/.local/share", StringComparison.Ordinal),
        bool flag => flag ? "yes" : "no",
        TimeSpan duration => DurationText.Describe(duration),
        long bytes => SizeText.Describe(bytes),
        IEnumerable<string> list => string.Join(',', list),
        Uri url => url.ToString().TrimEnd('/'),
        Enum e => e.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
