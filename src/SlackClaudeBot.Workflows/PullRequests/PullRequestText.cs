using System.Globalization;
using System.Text;
using SlackClaudeBot.Workflows.Notifications;
using SlackClaudeBot.Workflows.Repositories;
using SlackClaudeBot.Workflows.Reviews;
using SlackClaudeBot.Workflows.Stages;
using SlackClaudeBot.Workflows.Tasks;
using SlackClaudeBot.Workflows.TestRuns;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.PullRequests;

/// <summary>Writes a pull request's title and body.</summary>
/// <param name="Title">At most 256 characters, GitHub's limit.</param>
/// <param name="Body">Markdown, far below GitHub's limit of 65,536 characters.</param>
internal sealed record PullRequestText(string Title, string Body)
{
    private const int MaxTitleLength = 256;
    private const int MaxSummaryLength = 8000;
    private const int MaxDescriptionLength = 4000;
    private const int MaxNameLength = 200;

    /// <summary>The text for one of the task's repositories.</summary>
    public static PullRequestText For(
        BugFixTask task, AttemptResult result, StageDecision decision, RepositoryChanges changes, decimal taskCostUsd, int attempt, MessageReference? card)
    {
        var body = new StringBuilder();
        body.AppendLine(GitHubMarkdown.Neutralise(result.Agent.Summary, MaxSummaryLength)).AppendLine();
        if (!string.IsNullOrWhiteSpace(task.Description))
            body.AppendLine("<details><summary>The task, as it was described</summary>").AppendLine()
                .AppendLine(GitHubMarkdown.Neutralise(task.Description, MaxDescriptionLength)).AppendLine()
                .AppendLine("</details>").AppendLine();

        body.AppendLine("| | |").AppendLine("|---|---|");
        AppendRow(body, "Changes", string.Create(
            CultureInfo.InvariantCulture, $"{changes.FilesChanged} files, +{changes.LinesAdded} −{changes.LinesRemoved}"));
        AppendRow(body, "Tests", Describe(result.Tests.Repositories.FirstOrDefault(r => r.Name == changes.Name)));
        AppendRow(body, "Attempts", attempt.ToString(CultureInfo.InvariantCulture));
        AppendRow(body, "Cost", string.Create(CultureInfo.InvariantCulture, $"${taskCostUsd:0.00}"));
        AppendRow(body, "Requested by", $"Slack user `{Name(task.Requester)}`");
        AppendRow(body, "Approved by", Approver(decision));
        if (TicketLink(task.TicketUrl) is { } ticket)
            AppendRow(body, "Ticket", ticket);
        if (card is not null)
            AppendRow(body, "Task", $"[{Name(task.TaskId)} in Slack]({ThreadLink(card)})");

        return new PullRequestText(Titled(task), body.ToString());
    }

    private static string Titled(BugFixTask task)
    {
        var title = GitHubMarkdown.Neutralise(CleanText.OneLine(task.Title, MaxTitleLength - 32), MaxTitleLength);
        return title.Length > 0 ? title : $"Task {task.TaskId}";
    }

    private static string Describe(RepositoryTests? tests) => tests switch
    {
        null or { Runner: null } => "none found",
        { Succeeded: true } => string.Create(CultureInfo.InvariantCulture, $"{tests.Passed} passed, {tests.Skipped} skipped ({Name(tests.Runner)})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"**failing**: {tests.Failed} failed, {tests.Passed} passed ({Name(tests.Runner)})"),
    };

    private static void AppendRow(StringBuilder body, string name, string value) => body.Append("| ").Append(name).Append(" | ").Append(value).AppendLine(" |");

    private static string Approver(StageDecision decision) => decision switch
    {
        { Kind: DecisionKinds.NotNeeded } => "nobody: the task asked for no approval, and its tests passed",
        { By: null } => "somebody with access to Temporal",
        _ => $"Slack user `{Name(decision.By)}`",
    };

    private static string Name(string name) => CleanText.OneLine(name, MaxNameLength).Replace("`", string.Empty, StringComparison.Ordinal).Replace("|", "/", StringComparison.Ordinal);

    private static string? TicketLink(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var ticket) && ticket.Scheme is "https" or "http" && ticket.AbsoluteUri.Length <= 2000
            ? "<" + ticket.AbsoluteUri.Replace("|", "%7C", StringComparison.Ordinal) + ">"
            : null;

    /// <summary>Slack sends who may see it on to the message.</summary>
    private static string ThreadLink(MessageReference card) =>
        $"https://slack.com/archives/{Uri.EscapeDataString(card.Channel)}/p{Uri.EscapeDataString(card.Timestamp.Replace(".", string.Empty, StringComparison.Ordinal))}";
}
