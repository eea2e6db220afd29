using SlackClaudeBot.Workflows.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Repositories;

/// <summary>Writes the message under which an attempt's work is committed.</summary>
internal static class CommitMessages
{
    /// <summary>What git's own tools show without cutting: https://git-scm.com/docs/git-commit#_discussion</summary>
    private const int MaxSubjectLength = 72;

    private const int MaxBodyLength = 4000;

    public static string For(BugFixTask task, string summary)
    {
        var subject = CleanText.OneLine(task.Title, MaxSubjectLength);
        var body = CleanText.Lines(summary, MaxBodyLength);
        var ticket = CleanText.OneLine(task.TicketUrl, MaxBodyLength);
        return string.Join("\n\n", new[] { subject.Length > 0 ? subject : $"Task {task.TaskId}", body, ticket }.Where(part => part.Length > 0));
    }
}
