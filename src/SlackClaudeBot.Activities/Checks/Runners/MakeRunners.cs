using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds Makefiles with a target <c>test</c> in folders without another runner.</summary>
internal static partial class MakeRunners
{
    public static IEnumerable<TestRunner> Find(RepositoryFiles files, IReadOnlyList<TestRunner> known) =>
        files.FoldersWith("Makefile")
            .Where(folder => TestTarget().IsMatch(files.Read(folder, "Makefile")) && !known.Any(r => RepositoryFiles.IsIn(folder, r.Folder) || RepositoryFiles.IsIn(r.Folder, folder)))
            .Select(folder => new TestRunner(TestRunner.Make, folder, Language.Any, ["make", "test"]));

    [GeneratedRegex(@"^test\s*:(?!=)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex TestTarget();
}
