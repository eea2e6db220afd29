using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>How each state of a task looks.</summary>
public static class StatusLooks
{
    /// <summary>An emoji and some words.</summary>
    public static (string Emoji, string Words) Of(string status) => status switch
    {
        TaskStatuses.Pending => (":hourglass_flowing_sand:", "Starting"),
        TaskStatuses.Provisioning => (":package:", "Preparing a sandbox"),
        TaskStatuses.Cloning => (":arrow_down:", "Cloning"),
        TaskStatuses.Running => (":hammer_and_wrench:", "Working"),
        TaskStatuses.Testing => (":test_tube:", "Testing"),
        TaskStatuses.AwaitingApproval => (":eyes:", "Waiting for a decision"),
        TaskStatuses.AwaitingAnswer => (":question:", "Waiting for an answer"),
        TaskStatuses.Paused => (":double_vertical_bar:", "Paused"),
        TaskStatuses.CreatingPullRequests => (":rocket:", "Opening pull requests"),
        TaskStatuses.Completed => (":white_check_mark:", "Completed"),
        TaskStatuses.Failed => (":x:", "Failed"),
        TaskStatuses.Cancelled => (":no_entry_sign:", "Cancelled"),
        TaskStatuses.Rejected => (":thumbsdown:", "Rejected"),
        TaskStatuses.Expired => (":hourglass:", "Expired"),
        _ => (":grey_question:", SlackText.Inline(status, 50)),
    };
}
