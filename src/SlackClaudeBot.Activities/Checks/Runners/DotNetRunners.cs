namespace SlackClaudeBot.Activities.Checks.Runners;

/// <summary>Finds .NET's solutions, and test projects that belong to none.</summary>
internal static class DotNetRunners
{
    private static readonly string[] _solutions = [".sln", ".slnx"];
    private static readonly string[] _projects = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>
    /// VSTest and Microsoft.Testing.Platform refuse each other's options. As properties, VSTest's are read by its build target and
    /// ignored by the other.
    /// </summary>
    private static readonly string[] _report = ["-p:VSTestLogger=trx", $"-p:VSTestResultsDirectory={TestRunner.Reports}"];

    public static IEnumerable<TestRunner> Find(RepositoryFiles files)
    {
        var folders = RepositoryFiles.Outermost(files.FoldersWhere(path => Is(path, _solutions))).ToList();
        var inSolutions = folders.SelectMany(folder => Targets(files, folder).Select(solution => Describe(folder, solution)));
        var alone = files.Paths
            .Where(path => Is(path, _projects) && !RepositoryFiles.IsForeign(path) && !folders.Any(folder => RepositoryFiles.IsIn(path, folder)))
            .Order(StringComparer.Ordinal)
            .ToList();
        var tests = alone.Where(path => RepositoryFiles.NameOf(path).Contains("Test", StringComparison.OrdinalIgnoreCase)).ToList();
        return inSolutions.Concat((tests.Count > 0 ? tests : alone is [var only] ? [only] : []).Select(project => Describe(Around(project), project)));
    }

    /// <summary>Two solutions in one folder must be named (MSB1011); of a pair in the old and the new format, one is enough.</summary>
    private static IEnumerable<string> Targets(RepositoryFiles files, string folder)
    {
        var solutions = files.Paths.Where(path => Is(path, _solutions) && RepositoryFiles.FolderOf(path) == folder).Order(StringComparer.Ordinal).ToList();
        return solutions.Where(path => !path.EndsWith(".sln", StringComparison.OrdinalIgnoreCase) || !solutions.Contains(path + "x"));
    }

    private static TestRunner Describe(string folder, string target) => new(
        TestRunner.DotNet, folder, Language.DotNet, ["dotnet", "test", target[(folder.Length == 0 ? 0 : folder.Length + 1)..], .. _report]);

    /// <summary>A test project covers its neighbours: <c>src/App.Tests/App.Tests.csproj</c> for <c>src</c>, <c>tests/App.Tests/…</c> for the root.</summary>
    private static string Around(string project)
    {
        var parent = RepositoryFiles.FolderOf(RepositoryFiles.FolderOf(project));
        return RepositoryFiles.NameOf(parent) is "tests" or "test" or "src" ? RepositoryFiles.FolderOf(parent) : parent;
    }

    private static bool Is(string path, string[] extensions) => extensions.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));
}
