using System.Globalization;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Writes the message under which an attempt's work is committed. Nothing of it acts on GitHub when it is merged.</summary>
internal static class CommitMessages
{
    /// <summary>What git's own tools show without cutting: https://git-scm.com/docs/git-commit#_discussion</summary>
    private const int MaxSubjectLength = 72;

    private const int MaxBodyLength = 4000;

    /// <summary>The message of the one commit that holds the work of all attempts so far.</summary>
    /// <param name="task">What was asked.</param>
    /// <param name="summaries">What the agent said of each attempt, oldest first.</param>
    public static string For(TaskRequest task, params IReadOnlyList<string> summaries)
    {
        var subject = GitHubMarkdown.BreakReferences(TextSanitizer.SingleLine(task.Title, MaxSubjectLength));
        var parts = summaries.Select(summary => TextSanitizer.MultiLine(summary, MaxBodyLength / summaries.Count)).ToList();
        var body = GitHubMarkdown.BreakReferences(parts.Count == 1 ? parts[0] : string.Join("\n\n", parts.Select(Numbered).OfType<string>()));
        var ticket = TextSanitizer.SingleLine(task.Ticket, MaxBodyLength);
        return string.Join("\n\n", new[] { subject.Length > 0 ? subject : $"Task {task.TaskId}", body, ticket }.Where(part => part.Length > 0));
    }

    private static string? Numbered(string part, int index) => part.Length == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"Attempt {index + 1}: {part}");
}
