using System.Globalization;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Tasks;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Describes tasks in a line or a few, as mrkdwn.</summary>
internal static class TaskLines
{
    private const int MaxDetail = 500;
    private const int MaxRepositories = 3;

    public static string Title(string title) => SlackText.Title(title, CommandParser.MaxTitle);

    /// <summary>A task's status, as its card shows it.</summary>
    public static string Status(WorkStatus status)
    {
        var (emoji, words) = StatusLabels.For(status);
        return $"{emoji} {words}";
    }

    /// <summary>A task in a list.</summary>
    /// <param name="task">The task.</param>
    /// <param name="link">The address of its card, if it is known.</param>
    /// <param name="now">For its age.</param>
    public static string InList(ListedTask task, string? link, DateTimeOffset now)
    {
        var status = task.Status is { } known ? Status(known) : task.IsOpen ? "open" : "ended";
        var title = link is null ? Title(task.Title) : SlackText.Link(link, task.Title);
        var facts = new[] { Repositories(task.Repositories), SlackText.User(task.Requester), Age(task.StartedAt, now) };
        return $"• `{task.TaskId}` {status}:  {title}  ({string.Join(", ", facts.Where(fact => fact.Length > 0))})";
    }

    /// <param name="state">The task.</param>
    /// <param name="card">The address of its card, if it is known.</param>
    /// <param name="history">The address of its history; null if there is no web UI.</param>
    /// <param name="now">For its age.</param>
    public static string Describe(TaskState state, string? card, Uri? history, DateTimeOffset now)
    {
        var facts = new List<string> { Status(state.Status) };
        if (state.Attempt > 0)
        {
            facts.Add(string.Create(CultureInfo.InvariantCulture, $"attempt {state.Attempt}"));
        }

        facts.Add(Amounts.Cost(state.CostUsd, state.BudgetUsd));
        facts.Add(Repositories([.. state.Task.Repositories.Select(repository => repository.FullName)]));
        facts.Add($"for {SlackText.User(state.Task.Requester)}");
        if (state.StartedAt != default)
        {
            facts.Add($"started {Age(state.StartedAt, now)}");
        }

        var lines = new List<string> { $"*{Title(state.Task.Title)}* (`{state.Task.TaskId}`)", string.Join("  ·  ", facts) };
        if (!string.IsNullOrEmpty(state.Detail))
        {
            lines.Add(SlackText.Inline(state.Detail, MaxDetail));
        }

        if (state.Deadline is { } deadline)
        {
            lines.Add($":hourglass: Expires {Amounts.Moment(deadline)} if nobody answers");
        }

        if (!string.IsNullOrEmpty(state.Error))
        {
            lines.Add($":warning: {SlackText.Inline(state.Error, MaxDetail)}");
        }

        lines.AddRange(state.PullRequests.Select(opened => $"• {SlackText.Link(opened.Url, $"{opened.Repository}#{opened.Number}")}"));
        if (card is not null)
        {
            lines.Add(SlackText.Link(card, "The task's thread"));
        }

        if (history is not null)
        {
            lines.Add(SlackText.Link(history.AbsoluteUri, "The task in Temporal"));
        }

        return string.Join('\n', lines);
    }

    private static string Repositories(IReadOnlyList<string> names)
    {
        var more = names.Count - MaxRepositories;
        var named = string.Join(", ", names.Take(MaxRepositories).Select(name => SlackText.Inline(name, 100)));
        return more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{named} and {more} more") : named;
    }

    private static string Age(DateTime startedAt, DateTimeOffset now) => $"{Amounts.Time(now.UtcDateTime - startedAt)} ago";
}
