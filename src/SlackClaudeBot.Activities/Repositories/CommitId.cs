using System.Text.RegularExpressions;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Ids of commits.</summary>
internal static partial class CommitId
{
    /// <summary>Whether this is a full id, SHA-1 or SHA-256. Output of a sandbox may be anything.</summary>
    internal static bool IsValid(string text) => Hex().IsMatch(text);

    [GeneratedRegex(@"\A(?:[0-9a-f]{40}|[0-9a-f]{64})\z")]
    private static partial Regex Hex();
}
