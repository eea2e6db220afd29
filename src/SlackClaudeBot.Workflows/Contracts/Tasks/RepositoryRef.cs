using System.Text.Json.Serialization;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>A repository that a task works on. Its address is <c>{GITHUB_URL}/{owner}/{name}.git</c>, and nowhere else.</summary>
/// <param name="Owner">A person or an organization.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Branch">The branch to start from and to open the pull request against; null for the default branch.</param>
public sealed record RepositoryRef(string Owner, string Name, string? Branch = null)
{
    /// <summary><c>owner/name</c>.</summary>
    [JsonIgnore]
    public string FullName => $"{Owner}/{Name}";

    /// <summary>Reads <c>owner/name</c>.</summary>
    /// <exception cref="FormatException">It is not a repository's name.</exception>
    public static RepositoryRef Parse(string fullName, string? branch = null) => RepositoryName.TrySplit(fullName, out var owner, out var name)
        ? new RepositoryRef(owner, name, branch)
        : throw new FormatException($"'{fullName}' is not a repository: write owner/name.");
}
