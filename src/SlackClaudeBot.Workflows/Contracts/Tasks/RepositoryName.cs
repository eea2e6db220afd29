using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>
/// Names of repositories by GitHub's own rules. Nothing begins with a dash or is all dots, so that no program takes it for an
/// option or a folder above.
/// </summary>
public static partial class RepositoryName
{
    /// <summary>
    /// A person or an organization. Users whom their enterprise manages have an underscore in their name:
    /// https://docs.github.com/enterprise-cloud@latest/admin/concepts/identity-and-access-management/username-considerations
    /// </summary>
    public const string Owner = "[A-Za-z0-9][A-Za-z0-9_-]{0,38}";

    /// <summary>Whether this is <c>owner/name</c>.</summary>
    public static bool IsFullName(string text) => FullName().IsMatch(text);

    /// <summary>Parts <c>owner/name</c>; false where it is none.</summary>
    public static bool TrySplit(string text, [NotNullWhen(true)] out string? owner, [NotNullWhen(true)] out string? name)
    {
        var match = FullName().Match(text);
        (owner, name) = match.Success ? (match.Groups["owner"].Value, match.Groups["name"].Value) : (null, null);
        return match.Success;
    }

    [GeneratedRegex($@"\A(?<owner>{Owner})/(?<name>(?!\.{{1,2}}\z)[A-Za-z0-9._][A-Za-z0-9._-]{{0,99}})\z", RegexOptions.CultureInvariant)]
    private static partial Regex FullName();
}
