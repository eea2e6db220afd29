using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Tasks;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Where a repository is: <c>{GITHUB_URL}/{owner}/{name}.git</c> and nowhere else.</summary>
internal sealed partial record RepositoryAddress
{
    /// <summary>What a mirror is called in its folder.</summary>
    public const string MirrorName = "mirror.git";

    private RepositoryAddress(Uri server, string owner, string name) => (Server, Owner, Name) = (server, owner, name);

    /// <summary>The git server: the only one that is ever asked, or given a token.</summary>
    public Uri Server { get; }

    public string Owner { get; }

    public string Name { get; }

    /// <summary><c>owner/name</c>.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>What git is told; without credentials.</summary>
    public string Url => $"{Server.AbsoluteUri.TrimEnd('/')}/{Owner}/{Name}.git";

    /// <summary>Relative path of the folder that holds its mirror alone, with <c>/</c>. Lower case, as GitHub's names ignore case.</summary>
    public string MirrorFolder => $"{Server.Host}{(Server.IsDefaultPort ? "" : $"_{Server.Port}")}/{Owner}/{Name}".ToLowerInvariant();

    /// <summary>Relative path of its mirror.</summary>
    public string MirrorPath => $"{MirrorFolder}/{MirrorName}";

    /// <summary>Distinguishes it in the names of artifacts and files: an owner holds no dot.</summary>
    public string FileName => $"{Owner}.{Name}";

    /// <summary>Reads the address of a repository of this server; refuses any other.</summary>
    /// <param name="server">The git server (<c>GITHUB_URL</c>).</param>
    /// <param name="url">For example <c>https://github.com/acme/shop.git</c>.</param>
    /// <param name="address">The address.</param>
    public static bool TryParse(Uri server, string url, [NotNullWhen(true)] out RepositoryAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return false;

        if (Uri.Compare(uri, server, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
            return false;

        var root = server.AbsolutePath.TrimEnd('/');
        if (!uri.AbsolutePath.StartsWith(root + "/", StringComparison.Ordinal) || Path().Match(uri.AbsolutePath[root.Length..]) is not { Success: true } match)
            return false;

        var (owner, name) = (match.Groups["owner"].Value, match.Groups["name"].Value);
        if (name.EndsWith(".git", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        if (name is "" or "." or "..")
            return false;

        address = new RepositoryAddress(server, owner, name);
        return true;
    }

    /// <summary>The addresses of a task's repositories.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">One is of another server, or none at all.</exception>
    public static IReadOnlyList<RepositoryAddress> Require(Uri server, IEnumerable<TaskRepository> repositories) =>
    [
        .. repositories.Select(r => TryParse(server, r.Url, out var address)
            ? address
            : throw RepositoryFailures.Refused($"'{r.Url}' is not a repository of {server.Host}: write owner/name, or {server.AbsoluteUri}owner/name.")),
    ];

    /// <summary>Whether this is <c>owner/name</c> as GitHub allows it.</summary>
    public static bool IsFullName(string text) => text.Length > 0 && text[0] != '/' && Path().Match("/" + text) is { Success: true } match && match.Groups["name"].Value is not ("." or "..");

    // What GitHub allows; neither can begin with a dash, so neither can be taken for an option.
    [GeneratedRegex(@"\A/(?<owner>[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38}))/(?<name>[A-Za-z0-9._][A-Za-z0-9._-]{0,103})/?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}
