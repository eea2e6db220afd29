using System.Text.RegularExpressions;

namespace EmbeddedTemporal.Tests.Goldens;

/// <summary>
/// Scenarios that do not match the recording yet, or single differences of one. The list can only shrink: a line that
/// no longer applies fails its test. (Of other recordings only whole scenarios must differ: what else was on the service that
/// was recorded decides on some single lines.)
/// </summary>
internal static partial class KnownDifferences
{
    private const int Shown = 25;

    private static readonly ILookup<string, string> _known = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Goldens", "known-differences.txt"))
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 2, StringSplitOptions.TrimEntries))
        .ToLookup(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "*");

    /// <summary>Whether a whole scenario is known not to play yet.</summary>
    public static bool AreAll(string scenario) => _known[scenario].Contains("*");

    public static void Check(string scenario, List<string> differences, bool checkStale = true)
    {
        var known = _known[scenario].ToList();
        if (AreAll(scenario))
        {
            Assert.True(differences.Count > 0, $"{scenario} now plays as recorded: take it off known-differences.txt.");
            return;
        }

        var stale = known.Where(k => !differences.Exists(d => Is(d, k))).ToList();
        Assert.True(stale.Count == 0 || !checkStale || Recordings.AreOthers, $"These differences of {scenario} are gone: take them off known-differences.txt.\n{string.Join("\n", stale)}");
        var unknown = differences.Where(d => !known.Exists(k => Is(d, k))).ToList();
        Assert.True(unknown.Count == 0, $"{unknown.Count} differences\n{string.Join("\n", unknown.Take(Shown))}");
    }

    private static bool Is(string difference, string known) => CallNumber().Replace(difference, "").StartsWith(known, StringComparison.Ordinal);

    [GeneratedRegex("^[0-9]+:")]
    private static partial Regex CallNumber();
}
