using System.Text.RegularExpressions;
using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Reads a command out of a message that begins with the bot's name: slash commands do not work in threads.</summary>
internal static partial class MentionCommand
{
    /// <summary>The command's text as if it followed <c>/claude</c>; null if the message is not a command.</summary>
    /// <param name="text">As Slack delivers it.</param>
    /// <param name="botUserId">The bot's own user.</param>
    /// <param name="taskId">The task of the thread; null outside of tasks' threads. Verbs are about it.</param>
    public static string? TryRead(string? text, string botUserId, string? taskId)
    {
        var mention = LeadingMention().Match(text ?? "");
        if (!mention.Success || mention.Groups["id"].Value != botUserId)
        {
            return null;
        }

        var said = text![mention.Length..].Trim(' ', ',', ':', '\n', '\u00A0');
        var (word, rest) = said.IndexOfAny([' ', '\n']) is var end and >= 0 ? (said[..end], said[end..].Trim()) : (said, "");
        if (Usage.Find(word.TrimEnd('.', '!')) is not { } verb)
        {
            return null;
        }

        if (verb.Kind is not null)
        {
            // "fix the other test too" in a thread is feedback: a command names a repository with its owner.
            return taskId is null || FullName().IsMatch(rest) ? $"{verb.Name} {rest}" : null;
        }

        var firstRest = rest.Split(' ', 2)[0];
        var namesTask = TaskId.TryRead(firstRest, out _);
        if (taskId is not null && rest.Length > 0 && !namesTask && verb.Name != "reject")
        {
            // Only reject takes words. After another verb they make it a sentence for the agent.
            return null;
        }

        // list and help take no task.
        return taskId is null || namesTask || verb.Arguments.Length == 0 ? $"{verb.Name} {rest}".TrimEnd() : $"{verb.Name} {taskId} {rest}".TrimEnd();
    }

    [GeneratedRegex(@"^\s*<@(?<id>[A-Z0-9]+)(?:\|[^>]*)?>", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingMention();

    [GeneratedRegex(@"^<?[\w.:/-]+/[\w.-]+", RegexOptions.CultureInvariant)]
    private static partial Regex FullName();
}
