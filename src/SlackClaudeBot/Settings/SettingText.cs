using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Settings;

/// <summary>Turns the text of a setting into a value.</summary>
internal static partial class SettingText
{
    /// <summary>Parses a value of a type that settings use.</summary>
    /// <param name="type">The property's type.</param>
    /// <param name="text">Trimmed, not empty.</param>
    /// <param name="value">The value.</param>
    /// <param name="expected">What was expected, to follow "is not".</param>
    public static bool TryParse(Type type, string text, out object? value, out string expected)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        (value, expected) = type switch
        {
            _ when type == typeof(string) => (FromHome(text), string.Empty),
            _ when type == typeof(bool) => (ParseBool(text), "yes or no"),
            _ when type == typeof(int) => (int.TryParse(text, CultureInfo.InvariantCulture, out var n) ? n : null, "a whole number"),
            _ when type == typeof(long) => (ParseBytes(text), "a whole number, or a size such as 512M or 4G"),
            _ when type == typeof(decimal) => (decimal.TryParse(text.TrimStart('$'), CultureInfo.InvariantCulture, out var d) ? d : null, "an amount such as 5 or 2.50"),
            _ when type == typeof(double) => (double.TryParse(text, CultureInfo.InvariantCulture, out var f) ? f : null, "a number"),
            _ when type == typeof(TimeSpan) => (ParseDuration(text), "a duration such as 90s, 30m, 24h or 7d"),
            _ when type == typeof(Uri) => (ParseUrl(text), "an http or https address"),
            _ when type == typeof(IPAddress) => (IPAddress.TryParse(text, out var ip) ? ip : null, "an IP address"),
            _ when type == typeof(IReadOnlyList<string>) => ((object?)text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), "a list"),
            _ when type.IsEnum => (Enum.TryParse(type, text, ignoreCase: true, out var e) && Enum.IsDefined(type, e) ? e : null, $"one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}"),
            _ => throw new NotSupportedException($"Settings of type {type} are not supported."),
        };
        return value is not null;
    }

    /// <summary>A shell would have done it; <c>.env</c> and compose files do not. Nothing but a path begins so.</summary>
    private static string FromHome(string text) => text.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), text[2..])
        : text;

    private static object? ParseBool(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };

    private static Uri? ParseUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 ? url : null;

    private static object? ParseBytes(string text) => Bytes().Match(text) is { Success: true } match
        && long.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var amount)
            ? amount << (match.Groups[2].Value.ToUpperInvariant() switch { "K" => 10, "M" => 20, "G" => 30, _ => 0 })
            : null;

    /// <summary>Parses <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>1h30m</c>; null where it is none.</summary>
    internal static TimeSpan? ParseDuration(string text)
    {
        var match = Duration().Match(text);
        if (!match.Success || match.Length == 0)
        {
            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var clock) && clock > TimeSpan.Zero ? clock : null;
        }

        long Part(int group) => long.TryParse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var seconds = (Part(1) * 86_400.0) + (Part(2) * 3_600.0) + (Part(3) * 60.0) + Part(4);
        return seconds is > 0 and < 3_153_600_000 ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(\d{1,12})\s*([KMG]?)i?B?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bytes();

    [GeneratedRegex(@"^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,9})s)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
