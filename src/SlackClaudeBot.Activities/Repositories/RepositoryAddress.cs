using System.Diagnostics.CodeAnalysis;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Where a repository is: <c>{GITHUB_URL}/{owner}/{name}.git</c> and nowhere else.</summary>
internal sealed record RepositoryAddress
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
        {
            return false;
        }

        if (Uri.Compare(uri, server, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return false;
        }

        var root = server.AbsolutePath.TrimEnd('/') + "/";
        if (!uri.AbsolutePath.StartsWith(root, StringComparison.Ordinal) || !RepositoryName.TrySplit(FullNameOf(uri.AbsolutePath[root.Length..]), out var owner, out var name))
        {
            return false;
        }

        address = new RepositoryAddress(server, owner, name);
        return true;
    }

    /// <summary>The addresses of a task's repositories.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">One is of another server, or none at all.</exception>
    public static IReadOnlyList<RepositoryAddress> Require(Uri server, IEnumerable<TaskRepository> repositories) =>
    [
        .. repositories.Select(r => TryParse(server, r.Url, out var address)
            ? address
            : throw ActivityFailures.InvalidRequest($"'{r.Url}' is not a repository of {server.Host}: write owner/name, or {server.AbsoluteUri}owner/name.")),
    ];

    private static string FullNameOf(string path)
    {
        path = path.EndsWith('/') ? path[..^1] : path;
        return path.EndsWith(".git", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path;
    }
}
