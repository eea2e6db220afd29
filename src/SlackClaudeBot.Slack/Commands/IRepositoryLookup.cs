namespace SlackClaudeBot.Slack.Commands;

/// <summary>Asks the code host about a repository before a task starts. The program provides it.</summary>
public interface IRepositoryLookup
{
    /// <summary>Looks a repository and a branch up.</summary>
    /// <param name="fullName">owner/name.</param>
    /// <param name="branch">A branch; null for the default one.</param>
    /// <param name="cancellationToken">Ends the lookup.</param>
    /// <returns>Null if the host did not say: then the task starts, and finds out.</returns>
    Task<RepositoryFacts?> FindAsync(string fullName, string? branch, CancellationToken cancellationToken);
}

/// <summary>Used if the program provides none: nothing is known before a task starts.</summary>
internal sealed class NoRepositoryLookup : IRepositoryLookup
{
    public Task<RepositoryFacts?> FindAsync(string fullName, string? branch, CancellationToken cancellationToken) => Task.FromResult<RepositoryFacts?>(null);
}

/// <summary>The code host's facts about a repository.</summary>
/// <param name="Exists">Whether it exists and the bot may see it.</param>
/// <param name="BranchExists">Whether it has the branch.</param>
/// <param name="Others">If it does not exist: full names of the owner's other repositories. If the branch does not: its branches. A bounded list.</param>
public sealed record RepositoryFacts(bool Exists, bool BranchExists, IReadOnlyList<string> Others);
