using System.Globalization;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Settings;

/// <summary>Durations as people write them: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>, <c>1h30m</c>.</summary>
internal static partial class DurationText
{
    /// <summary>A number without a unit is in minutes below this, and in seconds from this on.</summary>
    private const int FirstBareSeconds = 1000;

    /// <summary>About a hundred years.</summary>
    private const double MaxSeconds = 3_153_600_000;

    /// <summary>Parses a duration; returns null if it is not one, or is not longer than zero.</summary>
    /// <param name="text">Without spaces around it.</param>
    /// <param name="allowBareNumber">Whether a number may have no unit.</param>
    public static TimeSpan? Parse(string text, bool allowBareNumber = false)
    {
        if (allowBareNumber && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bare))
        {
            return bare == 0 ? null : bare < FirstBareSeconds ? TimeSpan.FromMinutes(bare) : TimeSpan.FromSeconds(bare);
        }

        var match = Units().Match(text);
        if (!match.Success || match.Length == 0)
        {
            return text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var clock) && clock > TimeSpan.Zero ? clock : null;
        }

        long Part(int group) => long.TryParse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var seconds = (Part(1) * 86_400.0) + (Part(2) * 3_600.0) + (Part(3) * 60.0) + Part(4);
        return seconds is > 0 and < MaxSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Writes a duration in the largest unit that shows it exactly.</summary>
    public static string Describe(TimeSpan duration) => duration switch
    {
        { TotalDays: > 1 } when duration.TotalHours % 24 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays}d"),
        { TotalHours: >= 1 } when duration.TotalMinutes % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours}h"),
        { TotalMinutes: >= 1 } when duration.TotalSeconds % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s"),
    };

    [GeneratedRegex(@"^(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m(?:in)?)?(?:(\d{1,9})s)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
