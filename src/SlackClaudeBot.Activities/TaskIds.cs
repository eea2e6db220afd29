using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities;

/// <summary>Task ids become names of containers, folders and files, and parts of tokens.</summary>
internal static partial class TaskIds
{
    /// <summary>Whether an id is safe as a name.</summary>
    public static bool IsValid(string taskId) => Format().IsMatch(taskId);

    /// <summary>Passes an id that is safe as a name.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Require(string taskId) => IsValid(taskId)
        ? taskId
        : throw new ArgumentException("A task id is 1 to 64 lower-case letters, digits and dashes.", nameof(taskId));

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Format();
}
