using System.Globalization;
using SlackClaudeBot.Slack.Rendering;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>Tells of tasks in a line or a few, as mrkdwn.</summary>
internal static class TaskLines
{
    private const int MaxDetail = 500;

    public static string Title(string title) => SlackText.Inline(title, CommandParser.MaxTitle);

    /// <summary>A task's status, as its card shows it.</summary>
    public static string Status(string status)
    {
        var (emoji, words) = StatusLooks.Of(status);
        return $"{emoji} {words}";
    }

    /// <param name="state">The task.</param>
    /// <param name="history">Where its history can be read; null where nowhere.</param>
    public static string Describe(TaskState state, Uri? history)
    {
        var lines = new List<string>
        {
            $"*{Title(state.Task.Title)}* (`{state.Task.TaskId}`)",
            $"{Status(state.Status)}{(state.Attempt > 0 ? $", attempt {state.Attempt}" : "")}, ${state.CostUsd.ToString("0.00", CultureInfo.InvariantCulture)}, for {SlackText.User(state.Task.Requester)}",
        };
        if (!string.IsNullOrEmpty(state.Detail))
        {
            lines.Add(SlackText.Inline(state.Detail, MaxDetail));
        }

        if (!string.IsNullOrEmpty(state.Error))
        {
            lines.Add($":warning: {SlackText.Inline(state.Error, MaxDetail)}");
        }

        lines.AddRange(state.PullRequests.Select(opened => $"• {SlackText.Link(opened.Url, $"{opened.Repository}#{opened.Number}")}"));
        if (history is not null)
        {
            lines.Add(SlackText.Link(history.AbsoluteUri, "The task in Temporal"));
        }

        return string.Join('\n', lines);
    }
}
