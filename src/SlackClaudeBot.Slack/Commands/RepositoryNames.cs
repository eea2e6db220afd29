using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Answers;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Reads repositories as people name them: <c>owner/name</c>, a URL, or a short name; with a branch or without.</summary>
/// <param name="gitHub">The only server repositories may be on.</param>
/// <param name="defaultOwner">The owner of repositories with a short name, if there is one.</param>
public sealed partial class RepositoryNames(Uri gitHub, string? defaultOwner)
{
    /// <summary>As many as one task may work on.</summary>
    public const int MaxRepositories = 10;

    private const int MaxBranch = 200;

    /// <summary>Reads one; what is wrong with it comes as mrkdwn.</summary>
    public (RepositoryRef? Repository, string? Problem) Read(string typed)
    {
        var (path, problem) = PathOf(typed);
        if (path is null)
        {
            return (null, problem);
        }

        if (path != typed && !path.Contains('/', StringComparison.Ordinal))
        {
            return (null, $"{Shown(typed)} is not a repository: its URL ends with `owner/name`.");
        }

        var (fullName, branch) = Split(path);
        if (!fullName.Contains('/', StringComparison.Ordinal))
        {
            if (defaultOwner is null)
            {
                return (null, $"{Shown(typed)} has no owner. Write {Shown("owner/" + fullName)}.");
            }

            fullName = $"{defaultOwner}/{fullName}";
        }

        fullName = fullName.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? fullName[..^4] : fullName;
        if (!RepositoryName.IsFullName(fullName))
        {
            return (null, $"{Shown(typed)} is not a repository. Write `owner/name`, a URL on {gitHub.Authority}, or a short name.");
        }

        if (branch is not null && !IsBranch(branch))
        {
            return (null, $"{Shown(branch)} is not a branch name.");
        }

        return (RepositoryRef.Parse(fullName, branch), null);
    }

    /// <summary>Whether a typed branch name is accepted: stricter than git, without characters that mean something to a shell.</summary>
    internal static bool IsBranch(string name) => name.Length <= MaxBranch && BranchName.IsValid(name) && TypedBranch().IsMatch(name);

    private (string? Path, string? Problem) PathOf(string typed)
    {
        var text = SecureShell().Match(typed) is { Success: true } ssh ? $"https://{ssh.Groups["host"].Value}/{ssh.Groups["path"].Value}" : typed;
        if (text.StartsWith($"{gitHub.Authority}/", StringComparison.OrdinalIgnoreCase) || text.StartsWith($"www.{gitHub.Authority}/", StringComparison.OrdinalIgnoreCase))
        {
            text = $"{gitHub.Scheme}://{text}";
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return (text, null);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return (null, $"{Shown(typed)} is not a repository: its URL ends with `owner/name`.");
        }

        if (url.UserInfo.Length > 0)
        {
            return (null, "Leave the user name and password out of the URL: they would be visible to everybody.");
        }

        if (!IsOnGitHub(url))
        {
            return (null, $"{Shown(url.Authority)} is another server: this bot works on {gitHub.Authority}.");
        }

        var prefix = gitHub.AbsolutePath.TrimEnd('/');
        var path = Uri.UnescapeDataString(url.AbsolutePath);
        return path.StartsWith(prefix + "/", StringComparison.Ordinal) ? (path[prefix.Length..].Trim('/'), null) : (null, $"{Shown(typed)} is not a repository: its URL ends with `owner/name`.");
    }

    private bool IsOnGitHub(Uri url) =>
        (url.Host.Equals(gitHub.Host, StringComparison.OrdinalIgnoreCase) || url.Host.Equals($"www.{gitHub.Host}", StringComparison.OrdinalIgnoreCase)) && (url.Port == gitHub.Port || (url.IsDefaultPort && gitHub.IsDefaultPort));

    // owner/name@branch, or owner/name/tree/branch as the browser shows it.
    private static (string FullName, string? Branch) Split(string path)
    {
        if (Tree().Match(path) is { Success: true } tree)
        {
            return (tree.Groups["name"].Value, tree.Groups["branch"].Value);
        }

        var at = path.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (path, null) : (path[..at], path[(at + 1)..]);
    }

    private static string Shown(string text) => Mrkdwn.Code(text, maxLength: 80);

    // All end with \z: $ would let a line feed follow, which a URL can carry as %0A.
    [GeneratedRegex(@"^[A-Za-z0-9_][^""'`$;&|<>(){}]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex TypedBranch();

    [GeneratedRegex(@"^(?<name>[^/@]+/[^/@]+)/tree/(?<branch>.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tree();

    [GeneratedRegex(@"^(?:ssh://)?git@(?<host>[A-Za-z0-9.-]+)[:/](?<path>[^:]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecureShell();
}
