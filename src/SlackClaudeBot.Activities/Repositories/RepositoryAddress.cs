using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Where a repository is: <c>{GITHUB_URL}/{owner}/{name}.git</c> and nowhere else.</summary>
internal sealed record RepositoryAddress
{
    /// <summary>The name of a mirror in its folder.</summary>
    public const string MirrorName = "mirror.git";

    private RepositoryAddress(Uri server, string owner, string name) => (Server, Owner, Name) = (server, owner, name);

    /// <summary>The git server. No other one is used or receives a token.</summary>
    public Uri Server { get; }

    public string Owner { get; }

    public string Name { get; }

    /// <summary><c>owner/name</c>.</summary>
    public string FullName => $"{Owner}/{Name}";

    /// <summary>The URL for git, without credentials.</summary>
    public string Url => $"{Server.AbsoluteUri.TrimEnd('/')}/{Owner}/{Name}.git";

    /// <summary>Relative path of its mirror's own folder, with <c>/</c>. Lower case, as GitHub's names ignore case.</summary>
    public string MirrorFolder => $"{Server.Host}{(Server.IsDefaultPort ? "" : $"_{Server.Port}")}/{Owner}/{Name}".ToLowerInvariant();

    /// <summary>Relative path of its mirror.</summary>
    public string MirrorPath => $"{MirrorFolder}/{MirrorName}";

    /// <summary>Distinguishes it in the names of artifacts and files: an owner holds no dot.</summary>
    public string FileName => $"{Owner}.{Name}";

    /// <summary>The address of a repository of this server.</summary>
    /// <param name="server">The git server (<c>GITHUB_URL</c>).</param>
    /// <param name="fullName"><c>owner/name</c>.</param>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">It is not a repository's name.</exception>
    public static RepositoryAddress Require(Uri server, string fullName) => RepositoryName.TrySplit(fullName, out var owner, out var name)
        ? new RepositoryAddress(server, owner, name)
        : throw ActivityFailures.InvalidRequest($"'{fullName}' is not a repository of {server.Host}: write owner/name.");

    /// <summary>The address of a repository that was cloned from here.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">It is not a repository's name.</exception>
    public static RepositoryAddress Require(GitHubOptions options, ClonedRepository repository) => Require(new Uri(options.Url), repository.Name);

    /// <summary>The addresses of a task's repositories.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">One of them is not a repository's name.</exception>
    public static IReadOnlyList<RepositoryAddress> Require(Uri server, IEnumerable<RepositoryRef> repositories) =>
        [.. repositories.Select(repository => Require(server, repository.FullName))];
}
