using System.Globalization;
using System.Net;
using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Settings;

/// <summary>Turns the text of a setting into a value.</summary>
internal static class SettingText
{
    /// <summary>No commas: "5,50" must not become 550.</summary>
    private const NumberStyles PlainNumber = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Parses a value of a type that settings use.</summary>
    /// <param name="type">The property's type.</param>
    /// <param name="text">Trimmed, not empty.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">The expected form, to follow "is not".</param>
    /// <param name="setting">Other forms that the setting allows.</param>
    public static bool TryParse(Type type, string text, out object? value, out string expected, SettingAttribute? setting = null)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        (value, expected) = type switch
        {
            _ when type == typeof(string) => (ExpandHome(text), string.Empty),
            _ when type == typeof(bool) => (ParseBool(text), "yes or no"),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n : null, "a whole number"),
            _ when type == typeof(long) => (SizeText.Parse(text), "a size such as 512M, 1.5G or 4 GB"),
            _ when type == typeof(decimal) => (decimal.TryParse(text.TrimStart('$').TrimStart(), PlainNumber, CultureInfo.InvariantCulture, out var d) ? d : null, Number(text, "an amount such as 5 or 2.50")),
            _ when type == typeof(double) => (double.TryParse(text, PlainNumber, CultureInfo.InvariantCulture, out var f) ? f : null, Number(text, "a number such as 2 or 0.5")),
            _ when type == typeof(TimeSpan) => (DurationText.Parse(text, setting?.AllowsBareNumber == true), "a duration such as 90s, 30m, 24h or 7d"),
            _ when type == typeof(Uri) => (ParseUrl(text), "an http or https address"),
            _ when type == typeof(IPAddress) => (IPAddress.TryParse(text, out var ip) ? ip : null, "an IP address"),
            _ when type == typeof(IReadOnlyList<string>) => ((object?)text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), "a list"),
            _ when type.IsEnum => (ParseEnum(type, text), $"one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}"),
            _ => throw new NotSupportedException($"Settings of type {type} are not supported."),
        };
        return value is not null;
    }

    private static string Number(string text, string example) =>
        text.Contains(',', StringComparison.Ordinal) ? $"{example}: decimals follow a point, and there is no thousands separator" : example;

    /// <summary>Expands a leading <c>~/</c>: a shell does it, but <c>.env</c> and compose files do not. Only paths begin with it.</summary>
    private static string ExpandHome(string text) => text.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), text[2..])
        : text;

    private static object? ParseBool(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };

    /// <summary>Accepts names only: <see cref="Enum.TryParse(Type, string, bool, out object)"/> would accept numbers too.</summary>
    private static object? ParseEnum(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;

    private static Uri? ParseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url : null;
}
