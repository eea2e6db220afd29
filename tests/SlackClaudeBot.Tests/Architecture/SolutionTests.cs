using System.Text.RegularExpressions;

namespace SlackClaudeBot.Tests.Architecture;

public sealed partial class SolutionTests
{
    /// <summary>A project outside of the solution would be neither built nor tested.</summary>
    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "SlackClaudeBot.slnx"));
        var listed = ProjectPath().Matches(solution).Select(m => m.Value.Replace('\\', '/'));
        var there = new[] { "src", "tests" }.SelectMany(folder => Repository.Files(folder, "*.csproj")).Select(f => Path.GetRelativePath(Repository.Root, f));

        Assert.Equal(there.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"[^""]+\.csproj(?="")")]
    private static partial Regex ProjectPath();
}
