using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Contracts.Repositories;

/// <summary>Names of branches.</summary>
public static partial class BranchName
{
    /// <summary>A branch is a file of git's, which has a longer name while it is written; most file systems end at 255 bytes.</summary>
    private const int MaxLength = 244;

    /// <summary>Whether git would take it, and nothing could take it for an option: https://git-scm.com/docs/git-check-ref-format</summary>
    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && name[0] is not '-' and not '/'
        && name[^1] is not '/' and not '.'
        && name is not "@" and not "HEAD"
        && !name.Contains("..", StringComparison.Ordinal)
        && !name.Contains("//", StringComparison.Ordinal)
        && !name.Contains("@{", StringComparison.Ordinal)
        && !Forbidden().IsMatch(name)
        && name.Split('/').All(part => part[0] != '.' && !part.EndsWith(".lock", StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"[\x00-\x20\x7f~^:?*\[\\]")]
    private static partial Regex Forbidden();
}
