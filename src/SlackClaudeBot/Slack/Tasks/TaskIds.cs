using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Slack.Tasks;

/// <summary>Names tasks and their workflows.</summary>
internal static partial class TaskIds
{
    public const string Example = "3f9a0c51be";

    private const int Length = 10;
    private const string WorkflowPrefix = "fix-";

    /// <summary>The id of the task that a command starts: the same whenever Slack sends the same command again.</summary>
    public static string FromTrigger(string triggerId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(triggerId)))[..Length];

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
}
