using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Writes the message under which an attempt's work is committed. Nothing of it acts on GitHub when it is merged.</summary>
internal static class CommitMessages
{
    /// <summary>What git's own tools show without cutting: https://git-scm.com/docs/git-commit#_discussion</summary>
    private const int MaxSubjectLength = 72;

    private const int MaxBodyLength = 4000;

    public static string For(TaskRequest task, string summary)
    {
        var subject = GitHubMarkdown.BreakReferences(TextSanitizer.SingleLine(task.Title, MaxSubjectLength));
        var body = GitHubMarkdown.BreakReferences(TextSanitizer.MultiLine(summary, MaxBodyLength));
        var ticket = TextSanitizer.SingleLine(task.Ticket, MaxBodyLength);
        return string.Join("\n\n", new[] { subject.Length > 0 ? subject : $"Task {task.TaskId}", body, ticket }.Where(part => part.Length > 0));
    }
}
