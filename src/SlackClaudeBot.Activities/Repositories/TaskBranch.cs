using System.Globalization;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Names a task's branch so that git can hold it beside the branches that exist.</summary>
internal static class TaskBranch
{
    /// <summary>
    /// The wanted name, or a similar one. git stores branches as files: if a branch <c>fix</c> exists, <c>fix/anything</c> cannot exist,
    /// here or on the server.
    /// </summary>
    /// <param name="wanted">For example <c>fix/claude-1a2b3c</c>.</param>
    /// <param name="existing">All branches on the server.</param>
    public static string Choose(string wanted, IReadOnlyCollection<string> existing) =>
        Candidates(wanted).First(name => !existing.Any(other => Excludes(other, name)));

    private static IEnumerable<string> Candidates(string wanted)
    {
        yield return wanted;
        var flat = wanted.Replace('/', '-');
        yield return flat;
        for (var i = 2; ; i++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{flat}-{i}");
        }
    }

    private static bool Excludes(string other, string name) =>
        name.StartsWith(other + "/", StringComparison.Ordinal) || other.StartsWith(name + "/", StringComparison.Ordinal);
}
