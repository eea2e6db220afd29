namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds out from a commit's files how its tests are run: one runner for each part that has its own.</summary>
internal static class RunnerDetection
{
    /// <summary>More runners than this are not run in one attempt; those that cover changed files come first.</summary>
    public const int MaxRunners = 8;

    /// <summary>All runners, the outermost first.</summary>
    public static IReadOnlyList<TestRunner> Find(RepositoryFiles files)
    {
        IReadOnlyList<TestRunner> known =
        [
            .. NodeRunners.Find(files), .. CargoRunners.Find(files), .. GoRunners.Find(files), .. DotNetRunners.Find(files), .. JvmRunners.Find(files),
            .. PythonRunners.Find(files),
        ];

        // A Makefile usually calls the runners that are already found.
        return [.. known.Concat(MakeRunners.Find(files, known)).OrderBy(r => r.Folder.Length == 0 ? 0 : r.Folder.Count(c => c == '/') + 1)];
    }

    /// <summary>The runners to run for a change: all if there are few, otherwise first those that cover the change.</summary>
    public static IReadOnlyList<TestRunner> Choose(IReadOnlyList<TestRunner> runners, IReadOnlyCollection<string> changed) => runners.Count <= MaxRunners
        ? runners
        : [.. runners.OrderByDescending(runner => changed.Any(path => TestCoverage.Covers(runner, path))).Take(MaxRunners)];
}
