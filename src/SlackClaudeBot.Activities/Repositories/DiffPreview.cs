using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>The beginning of a diff, for a message.</summary>
internal static class DiffPreview
{
    /// <summary>Slack collapses longer code blocks.</summary>
    internal const int MaxLines = 40;

    /// <summary>A section of a message holds 3,000 characters, with room for the surrounding text.</summary>
    internal const int MaxCharacters = 2500;

    private const int MaxLineCharacters = 200;

    /// <summary>Whole lines only, long ones cut, none of git's own bookkeeping lines.</summary>
    internal static string Create(string diff)
    {
        var kept = new List<string>();
        var length = 0;
        foreach (var line in diff.Split('\n').Where(l => !l.StartsWith("index ", StringComparison.Ordinal)))
        {
            var cut = TextSanitizer.Cut(line.TrimEnd('\r'), MaxLineCharacters);
            if (kept.Count == MaxLines || length + cut.Length + 1 > MaxCharacters)
            {
                return string.Join('\n', kept) + "\n…";
            }

            kept.Add(cut);
            length += cut.Length + 1;
        }

        return string.Join('\n', kept).TrimEnd('\n');
    }
}
