using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Task ids become names of containers and folders.</summary>
internal static partial class TaskIds
{
    /// <summary>Passes an id that is safe as a name.</summary>
    public static string Require(string taskId) => Format().IsMatch(taskId)
        ? taskId
        : throw new ArgumentException("A task id is 1 to 64 lower-case letters, digits and dashes.", nameof(taskId));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Format();
}
