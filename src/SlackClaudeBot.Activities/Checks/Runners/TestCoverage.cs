namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Says which changed files the tests cover.</summary>
internal static class TestCoverage
{
    /// <summary>Whether a runner can cover a file: it runs in a folder around it, and tests its language.</summary>
    public static bool Covers(TestRunner runner, string path) =>
        RepositoryFiles.IsIn(path, runner.Folder)
        && SourceFiles.LanguageOf(path) is { } language
        && (language == Language.Any || runner.Language == language);

    /// <summary>
    /// The changed files that no passing runner covers. The innermost runner around a file decides: that the root's tests
    /// pass says nothing about a part that has its own tests.
    /// </summary>
    /// <param name="changed">All changed paths.</param>
    /// <param name="runners">Every runner found, with whether it ran tests and passed.</param>
    public static IReadOnlyList<string> FindUncovered(IEnumerable<string> changed, IReadOnlyList<(TestRunner Runner, bool Passed)> runners) =>
    [
        .. changed.Where(path => !SourceFiles.IsDocument(path) && !IsCovered(path, runners)),
    ];

    private static bool IsCovered(string path, IReadOnlyList<(TestRunner Runner, bool Passed)> runners)
    {
        var around = runners.Where(r => Covers(r.Runner, path)).ToList();
        var innermost = around.Count == 0 ? -1 : around.Max(r => r.Runner.Folder.Length);
        return innermost >= 0 && around.Where(r => r.Runner.Folder.Length == innermost).All(r => r.Passed);
    }
}
