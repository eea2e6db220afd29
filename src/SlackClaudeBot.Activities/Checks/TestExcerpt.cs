using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Selects the part of an output that a person sees first.</summary>
internal static partial class TestExcerpt
{
    /// <summary>The length that fits into a message with everything else.</summary>
    public const int MaxLength = 2_500;

    private const int FailureLines = 25;
    private const int LastLines = 15;
    private const int MaxLineLength = 300;

    /// <summary>The first failure and the end if tests failed, otherwise the end.</summary>
    public static string Select(string output, bool failed)
    {
        var lines = output.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).Select(l => l.Length <= MaxLineLength ? l : l[..MaxLineLength] + "…").ToList();
        var end = Math.Max(lines.Count - LastLines, 0);
        var first = failed ? lines.FindIndex(l => Failure().IsMatch(l)) : -1;
        var chosen = first < 0 || first >= end
            ? string.Join('\n', lines.Skip(end))
            : string.Join('\n', [.. lines.Skip(first).Take(Math.Min(FailureLines, end - first)), "…", .. lines.Skip(end)]);
        return chosen.Length <= MaxLength ? chosen : "…" + chosen[^(MaxLength - 1)..];
    }

    [GeneratedRegex(@"^\s*(?:not ok |✖ |✗ |✕ |× |● |FAIL\b|FAILED\b|--- FAIL|FAILURES|={3,} FAILURES|\d{1,4}\) |Failed |failed |error(?:\[|:| )|Error: |thread '.{1,200}' .{0,40}panicked|E   )", RegexOptions.CultureInvariant)]
    private static partial Regex Failure();
}
