namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>A repository that a task works on.</summary>
/// <param name="Url">Where git clones it from, without credentials.</param>
/// <param name="Name">Its full name, <c>owner/name</c>.</param>
/// <param name="Branch">The branch to start from and to open the pull request against; null for the default branch.</param>
public sealed record TaskRepository(string Url, string Name, string? Branch = null);
