namespace SlackClaudeBot.Activities.Repositories;

/// <summary>A bare copy of a repository on this host.</summary>
/// <param name="Address">Where it comes from.</param>
/// <param name="Path">Its folder.</param>
/// <param name="DefaultBranch">The server's default branch; null for an empty repository.</param>
internal sealed record Mirror(RepositoryAddress Address, string Path, string? DefaultBranch)
{
    /// <summary>Its objects, from which sandboxes and pushes borrow.</summary>
    public string Objects => System.IO.Path.Combine(Path, "objects");
}
