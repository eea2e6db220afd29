using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>Names tasks and their workflows.</summary>
public static partial class TaskIds
{
    /// <summary>An id to show in examples.</summary>
    public const string Example = "3f9a0c51be";

    private const int Length = 10;
    private const string WorkflowPrefix = "fix-";

    /// <summary>The id of the task that a command starts: the same whenever Slack sends the same command again.</summary>
    public static string FromTrigger(string triggerId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(triggerId)))[..Length];

    /// <summary>Whether an id is safe as the name of a container, a folder or a file, and as a part of a token.</summary>
    public static bool IsValid(string taskId) => Safe().IsMatch(taskId);

    /// <summary>Passes an id that is safe as a name.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Require(string taskId) => IsValid(taskId)
        ? taskId
        : throw new ArgumentException("A task id is 1 to 64 lower-case letters, digits and dashes.", nameof(taskId));

    /// <summary>The id of a task's workflow.</summary>
    public static string WorkflowId(string taskId) => WorkflowPrefix + taskId;

    /// <summary>Reads a task's id as people copy it: with its workflow's prefix, in backticks, in capitals.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out string? taskId)
    {
        var match = Id().Match(typed);
        taskId = match.Success ? match.Groups["id"].Value.ToLowerInvariant() : null;
        return taskId is not null;
    }

    /// <summary>Whether somebody meant an id and lost or added a letter.</summary>
    public static bool IsNearOne(string typed) => Near().IsMatch(typed);

    [GeneratedRegex("^[`#]?(?:fix-)?(?=[a-f]*[0-9])[0-9a-f]{7,14}`?\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Near();

    [GeneratedRegex("^[`#]?(?:fix-)?(?<id>[0-9a-f]{10})`?\\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Safe();
}
