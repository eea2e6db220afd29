using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Agents;

/// <summary>Names a run for good: whoever asks for the same stage, attempt and turn of a task means the same run.</summary>
internal static partial class RunName
{
    /// <summary>Safe as a file name, for example <c>fix-1-1</c>.</summary>
    public static string Of(RunClaudeCode input)
    {
        var stage = PlainName().IsMatch(input.Stage) ? input.Stage : Convert.ToHexStringLower(Hash(input.Stage))[..16];
        return string.Create(CultureInfo.InvariantCulture, $"{stage}-{input.Attempt}-{input.Turn}");
    }

    /// <summary>The session that a stage begins: the same for every try of it, so that one that was lost with its sandbox is found again.</summary>
    public static Guid NewSession(RunClaudeCode input) => new(Hash($"{input.WorkflowId}\n{input.TaskId}\n{input.Stage}").AsSpan(0, 16), bigEndian: true);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
