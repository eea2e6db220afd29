namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Chooses the folders of a task's repositories in the workspace.</summary>
internal static class WorkspaceFolders
{
    // Files of the workspace itself.
    private static readonly string[] _taken = [AgentInstructions.AgentsFile, AgentInstructions.ClaudeFile];

    /// <summary>
    /// The name of each repository; <c>owner-name</c> if two would clash, or if the name has a meaning for tools
    /// that run in the workspace (a repository called <c>.claude</c> must not become its configuration).
    /// </summary>
    internal static IReadOnlyList<string> For(IReadOnlyList<RepositoryAddress> repositories)
    {
        var names = new List<string>();
        foreach (var repository in repositories)
        {
            var isAlone = repositories.Count(r => string.Equals(r.Name, repository.Name, StringComparison.OrdinalIgnoreCase)) == 1;
            var name = isAlone && repository.Name[0] != '.' && !IsTaken(repository.Name, names) ? repository.Name : $"{repository.Owner}-{repository.Name}";
            for (var i = 2; IsTaken(name, names); i++)
            {
                name = $"{repository.Owner}-{repository.Name}-{i}";
            }

            names.Add(name);
        }

        return names;
    }

    private static bool IsTaken(string name, List<string> names) =>
        names.Concat(_taken).Contains(name, StringComparer.OrdinalIgnoreCase);
}
