namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds Rust's packages and workspaces.</summary>
internal static class CargoRunners
{
    private const string Manifest = "Cargo.toml";

    public static IEnumerable<TestRunner> Find(RepositoryFiles files)
    {
        var folders = files.FoldersWith(Manifest);
        var workspaces = folders.Where(folder => files.Read(folder, Manifest).Contains("[workspace", StringComparison.Ordinal)).ToList();
        return folders
            .Where(folder => !workspaces.Any(root => root != folder && RepositoryFiles.IsIn(folder, root)))
            .Select(folder => new TestRunner(
                TestRunner.Cargo,
                folder,
                Language.Rust,
                workspaces.Contains(folder) ? ["cargo", "test", "--workspace", "--no-fail-fast"] : ["cargo", "test", "--no-fail-fast"]));
    }
}
