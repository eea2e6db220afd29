using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Checks.Reports;

/// <summary>Reads the events of <c>go test -json</c>: https://pkg.go.dev/cmd/test2json</summary>
internal static partial class GoEvents
{
    private const int MaxLineLength = 64 * 1024;

    /// <summary>The counts, and what the tests printed as a person would have seen it.</summary>
    public static (TestCounts Counts, string Text) Parse(string output)
    {
        var counts = new TestCounts();
        var coverages = new List<double>();
        var text = new StringBuilder();
        foreach (var line in output.Split('\n'))
        {
            if (ParseEvent(line) is not { } occurred)
            {
                text.Append(line).Append('\n');
                continue;
            }

            text.Append(occurred.Output);
            counts += (occurred.Test, occurred.Action) switch
            {
                ({ Length: > 0 }, "pass") => new TestCounts(Passed: 1),
                ({ Length: > 0 }, "fail") => new TestCounts(Failed: 1),
                ({ Length: > 0 }, "skip") => new TestCounts(Skipped: 1),
                _ => new TestCounts(),
            };
            if (occurred.Output is not null && Coverage().Match(occurred.Output) is { Success: true } match
                && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var percent) && percent <= 100)
            {
                coverages.Add(percent);
            }
        }

        // Packages have equal weight, because their sizes are not reported. A package reports its coverage twice.
        return (counts with { CoveragePercent = coverages.Count > 0 ? Math.Round(coverages.Average(), 2) : null }, text.ToString());
    }

    private static (string? Action, string? Test, string? Output)? ParseEvent(string line)
    {
        if (!line.StartsWith('{') || line.Length > MaxLineLength)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty("Action", out _) ? (Text("Action"), Text("Test"), Text("Output")) : null;

            string? Text(string name) => document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\bcoverage: ([\d.]{1,6})% of statements", RegexOptions.CultureInvariant)]
    private static partial Regex Coverage();
}
