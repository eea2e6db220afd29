using System.Globalization;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Settings;

/// <summary>Sizes as people write them: <c>512M</c>, <c>4 GB</c>, <c>1.5GiB</c>. The units are powers of 1024.</summary>
internal static partial class SizeText
{
    private static readonly string[] _units = ["T", "G", "M", "K"];

    /// <summary>Parses a size in bytes; returns null if it is not one. A number without a unit is in bytes.</summary>
    public static long? Parse(string text)
    {
        var match = Units().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return null;
        }

        var bytes = amount * (1L << Shift(match.Groups[2].Value));
        return bytes <= long.MaxValue ? (long)bytes : null;
    }

    /// <summary>Writes a size in the largest unit that shows it exactly.</summary>
    public static string Describe(long bytes)
    {
        var unit = _units.FirstOrDefault(unit => bytes >= 1L << Shift(unit) && bytes % (1L << Shift(unit)) == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{(unit is null ? bytes : bytes >> Shift(unit))}{unit}");
    }

    private static int Shift(string unit) => unit.ToUpperInvariant() switch
    {
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => 0,
    };

    [GeneratedRegex(@"^(\d{1,12}(?:\.\d{1,6})?)\s*([KMGT]?)(?:i?B|ytes)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
