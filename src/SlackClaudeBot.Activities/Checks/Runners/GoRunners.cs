namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds Go's modules; each is tested separately: https://go.dev/ref/mod</summary>
internal static class GoRunners
{
    public static IEnumerable<TestRunner> Find(RepositoryFiles files) =>
        files.FoldersWith("go.mod").Select(folder => new TestRunner(TestRunner.Go, folder, Language.Go, ["go", "test", "-json", "-cover", "./..."]));
}
