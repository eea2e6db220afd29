using System.Globalization;
using System.Text.RegularExpressions;

namespace EmbeddedTemporal.Schedules;

/// <summary>Durations as Go writes them, with days: <c>1h30m</c>, <c>2d</c>.</summary>
internal static partial class GoDuration
{
    /// <exception cref="ScheduleSpecException">It is none, or longer than .NET can count.</exception>
    public static TimeSpan Parse(string text)
    {
        var match = Parts().Match(text);
        if (!match.Success)
        {
            throw Invalid(text);
        }

        var seconds = 0d;
        for (var i = 0; i < match.Groups[1].Captures.Count; i++)
        {
            seconds += double.Parse(match.Groups[1].Captures[i].Value, CultureInfo.InvariantCulture) * match.Groups[2].Captures[i].Value switch
            {
                "d" => 86_400,
                "h" => 3_600,
                "m" => 60,
                "s" => 1,
                "ms" => 1e-3,
                _ => 1e-6,
            };
        }

        return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : throw Invalid(text);
    }

    private static ScheduleSpecException Invalid(string text) => new($"time: invalid duration \"{text}\"");

    [GeneratedRegex(@"^(?:(\d{1,12}(?:\.\d{1,9})?)(d|h|ms|us|m|s))+$")]
    private static partial Regex Parts();
}
