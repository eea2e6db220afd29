using System.Globalization;
using System.Reflection;

namespace SlackClaudeBot.Settings;

/// <summary>Shows the default of a setting as a person would write it.</summary>
internal static class SettingDefaults
{
    public static string Describe(PropertyInfo property) => Describe(property.GetValue(Activator.CreateInstance(property.DeclaringType!)));

    private static string Describe(object? value) => value switch
    {
        null => string.Empty,
        string text => text.Replace(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "~/.local/share", StringComparison.Ordinal),
        bool flag => flag ? "yes" : "no",
        TimeSpan duration => DescribeDuration(duration),
        long bytes => DescribeSize(bytes),
        IEnumerable<string> list => string.Join(',', list),
        Uri url => url.ToString().TrimEnd('/'),
        Enum e => e.ToString().ToLowerInvariant(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static string DescribeSize(long bytes) => bytes switch
    {
        >= 1L << 30 when bytes % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 30}G"),
        >= 1L << 20 when bytes % (1L << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20}M"),
        _ => bytes.ToString(CultureInfo.InvariantCulture),
    };

    private static string DescribeDuration(TimeSpan duration) => duration switch
    {
        { TotalDays: > 1 } when duration.TotalHours % 24 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays}d"),
        { TotalHours: >= 1 } when duration.TotalMinutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours}h"),
        { TotalMinutes: >= 1 } when duration.TotalSeconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s"),
    };
}
