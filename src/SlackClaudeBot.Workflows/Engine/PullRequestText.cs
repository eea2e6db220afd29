using System.Globalization;
using System.Text;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Texts;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What there is to tell of a task whose work was approved.</summary>
/// <param name="Task">What was asked.</param>
/// <param name="Result">What the last attempt brought.</param>
/// <param name="Stages">Every stage with its attempts and decisions, oldest first.</param>
/// <param name="CostUsd">What the task cost.</param>
/// <param name="Discussion">The names of people, and where they discuss the task.</param>
internal sealed record PullRequestStory(TaskRequest Task, AttemptResult Result, IReadOnlyList<StageOutcome> Stages, decimal CostUsd, Discussion Discussion);

/// <summary>Writes a pull request's title and body. Nothing in it mentions anybody on GitHub: people are named as they are in Slack.</summary>
/// <param name="Title">At most 256 characters, GitHub's limit.</param>
/// <param name="Body">Markdown, far below GitHub's limit of 65,536 characters.</param>
internal sealed record PullRequestText(string Title, string Body)
{
    private const int MaxTitleLength = 256;
    private const int MaxSummaryLength = 8000;
    private const int MaxEarlierLength = 3000;
    private const int MaxDescriptionLength = 4000;
    private const int MaxFeedbackLength = 400;
    private const int MaxAddressLength = 2000;
    private const int MaxNameLength = 100;

    /// <summary>The text for one of the task's repositories.</summary>
    public static PullRequestText For(PullRequestStory story, RepositoryChanges changes)
    {
        var body = new StringBuilder();
        body.AppendLine("### What was asked").AppendLine().AppendLine(Quote(story.Task.Title, MaxTitleLength));
        if (!string.IsNullOrWhiteSpace(story.Task.Description))
        {
            body.AppendLine(">").AppendLine(Quote(story.Task.Description, MaxDescriptionLength));
        }

        AppendWork(body, story);
        AppendFeedback(body, story);
        AppendFacts(body, story, changes);
        return new PullRequestText(Titled(story.Task), body.ToString());
    }

    private static void AppendWork(StringBuilder body, PullRequestStory story)
    {
        body.AppendLine().AppendLine("### What was done").AppendLine();
        var attempts = story.Stages.SelectMany(Attempts).ToList();
        for (var i = 0; i < attempts.Count; i++)
        {
            var (stage, number, result) = attempts[i];
            if (attempts.Count > 1)
            {
                body.AppendLine(CultureInfo.InvariantCulture, $"**{Sentence(Named(story, stage, number))}**").AppendLine();
            }

            body.AppendLine(GitHubMarkdown.Sanitize(result.Agent.Summary, i == attempts.Count - 1 ? MaxSummaryLength : MaxEarlierLength)).AppendLine();
        }
    }

    /// <summary>The attempts in which an agent worked.</summary>
    private static IEnumerable<(string Stage, int Number, AttemptResult Result)> Attempts(StageOutcome stage) =>
        stage.Attempts.Select((result, index) => (stage.Stage.Name, index + 1, result)).Where(attempt => !attempt.result.IsRepeated);

    /// <summary>An attempt is numbered in its stage, which is named if there are several.</summary>
    private static string Named(PullRequestStory story, string stage, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{(story.Stages.Count > 1 ? stage + ", " : "")}attempt {attempt}");

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static void AppendFeedback(StringBuilder body, PullRequestStory story)
    {
        var asked = story.Stages.SelectMany(stage => stage.Decisions).Where(decision => decision.Feedback is not null).ToList();
        if (asked.Count == 0)
        {
            return;
        }

        body.AppendLine("### What reviewers asked for on the way").AppendLine();
        foreach (var (stage, number, _, by, _, feedback) in asked)
        {
            body.AppendLine(CultureInfo.InvariantCulture, $"- After {Named(story, stage, number)}, {Person(story, by)}: {GitHubMarkdown.Inline(feedback, MaxFeedbackLength)}");
        }

        body.AppendLine();
    }

    private static void AppendFacts(StringBuilder body, PullRequestStory story, RepositoryChanges changes)
    {
        body.AppendLine("| | |").AppendLine("|---|---|");
        AppendRow(body, "Changes", string.Create(
            CultureInfo.InvariantCulture, $"{changes.FilesChanged} {(changes.FilesChanged == 1 ? "file" : "files")}, +{changes.LinesAdded} −{changes.LinesRemoved}"));
        AppendRow(body, "Tests", Describe(story.Result.Tests.Repositories.FirstOrDefault(r => r.Name == changes.Name)));
        AppendRow(body, "Attempts", story.Stages.Sum(stage => Attempts(stage).Count()).ToString(CultureInfo.InvariantCulture));
        AppendRow(body, "Cost", Money.Format(story.CostUsd));
        AppendRow(body, "Requested by", Person(story, story.Task.Requester));
        AppendRow(body, "Approved by", Approver(story));
        if (Address(story.Task.Ticket) is { } ticket)
        {
            AppendRow(body, "Ticket", $"<{ticket}>");
        }

        if (Address(story.Discussion.Url) is { } discussion)
        {
            AppendRow(body, "Task", $"[{GitHubMarkdown.Inline(story.Task.TaskId, MaxNameLength)} in Slack]({discussion})");
        }
    }

    private static string Titled(TaskRequest task)
    {
        var title = GitHubMarkdown.Sanitize(TextSanitizer.SingleLine(task.Title, MaxTitleLength - 32), MaxTitleLength);
        return title.Length > 0 ? title : $"Task {task.TaskId}";
    }

    private static string Quote(string text, int maxLength) =>
        "> " + GitHubMarkdown.Sanitize(text, maxLength).Replace("\n", "\n> ", StringComparison.Ordinal);

    private static string Describe(RepositoryTests? tests) => tests switch
    {
        null or { Runner: null } => "none found",
        { Succeeded: true, Passed: 0 } => $"passed, none counted ({GitHubMarkdown.Inline(tests.Runner, MaxNameLength)})",
        { Succeeded: true } => string.Create(
            CultureInfo.InvariantCulture, $"{tests.Passed} passed{(tests.Skipped > 0 ? $", {tests.Skipped} skipped" : "")} ({GitHubMarkdown.Inline(tests.Runner, MaxNameLength)})"),
        { Failed: 0, Passed: 0 } => $"**did not pass** ({GitHubMarkdown.Inline(tests.Runner, MaxNameLength)})",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"**failing**: {tests.Failed} failed, {tests.Passed} passed ({GitHubMarkdown.Inline(tests.Runner, MaxNameLength)})"),
    };

    private static void AppendRow(StringBuilder body, string name, string value) => body.Append("| ").Append(name).Append(" | ").Append(value).AppendLine(" |");

    private static string Approver(PullRequestStory story) => story.Stages is [.., { Decision: var last }] && last.Kind != DecisionKind.AutoApproved
        ? Person(story, last.By)
        : "nobody: the task asked for no approval, and its tests passed";

    private static string Person(PullRequestStory story, string? id) => id switch
    {
        null or "" => "somebody with access to Temporal",
        _ when story.Discussion.Names.TryGetValue(id, out var name) && GitHubMarkdown.Inline(name, MaxNameLength) is { Length: > 0 } shown => $"{shown} (in Slack)",
        _ => $"{GitHubMarkdown.Inline(id, MaxNameLength)} (a Slack user)",
    };

    private static string? Address(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.AbsoluteUri.Length <= MaxAddressLength
            ? address.AbsoluteUri.Replace("|", "%7C", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)
            : null;
}
