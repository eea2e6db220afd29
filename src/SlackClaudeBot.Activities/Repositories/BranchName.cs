using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Names of branches.</summary>
internal static partial class BranchName
{
    private const int MaxLength = 244;

    /// <summary>Whether git would take it, and nothing could take it for an option: https://git-scm.com/docs/git-check-ref-format</summary>
    internal static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && name[0] is not '-' and not '/'
        && name[^1] is not '/' and not '.'
        && name is not "@" and not "HEAD"
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("//", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && !Forbidden().IsMatch(name)
        && name.Split('/').All(part => part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal));

    /// <summary>The one that was probably meant, or null where none is near.</summary>
    internal static string? Nearest(string name, IEnumerable<string> candidates)
    {
        var nearest = candidates
            .Where(c => Math.Abs(c.Length - name.Length) <= MaxDistance(name))
            .Select(c => (Name: c, Distance: Distance(name, c)))
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= MaxDistance(name) ? nearest.Name : null;
    }

    // A third of the letters wrong is a different name.
    private static int MaxDistance(string name) => Math.Max(2, name.Length / 3);

    /// <summary>How many letters to insert, remove or change, upper and lower case being the same.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[^1];
    }

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\\]")]
    private static partial Regex Forbidden();
}
