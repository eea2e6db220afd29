using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>The idempotency key of a run: the same stage, attempt and turn of a task are the same run.</summary>
internal static partial class RunName
{
    /// <summary>Safe as a file name, for example <c>fix-1-1</c>.</summary>
    public static string Create(RunClaudeCode input)
    {
        var stage = PlainName().IsMatch(input.Key.Stage) ? input.Key.Stage : Convert.ToHexStringLower(Hash(input.Key.Stage))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{stage}-{input.Key.Attempt}-{input.Turn}");
    }

    /// <summary>The session that a stage begins: the same for every retry, so that a session that was lost with its sandbox is found again.</summary>
    public static Guid NewSession(RunClaudeCode input) => new(Hash($"{input.Key.WorkflowId}\n{input.Key.TaskId}\n{input.Key.Stage}").AsSpan(0, 16), bigEndian: true);

    /// <summary>The session that replaces one that the API no longer accepts: the same for every retry of the run.</summary>
    public static Guid SessionAfter(Guid spoiled, RunClaudeCode input) => new(Hash($"{spoiled}\n{Create(input)}").AsSpan(0, 16), bigEndian: true);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
