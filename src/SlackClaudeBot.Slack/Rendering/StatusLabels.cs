using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Rendering;

/// <summary>How each state of a task looks.</summary>
public static class StatusLabels
{
    /// <summary>An emoji and some words.</summary>
    public static (string Emoji, string Words) For(WorkStatus status) => status switch
    {
        WorkStatus.Pending => (":hourglass_flowing_sand:", "Starting"),
        WorkStatus.Queued => (":inbox_tray:", "Queued"),
        WorkStatus.Provisioning => (":package:", "Preparing a sandbox"),
        WorkStatus.Cloning => (":arrow_down:", "Cloning"),
        WorkStatus.Running => (":hammer_and_wrench:", "Working"),
        WorkStatus.Testing => (":test_tube:", "Testing"),
        WorkStatus.AwaitingApproval => (":eyes:", "Waiting for a decision"),
        WorkStatus.AwaitingAnswer => (":question:", "Waiting for an answer"),
        WorkStatus.Paused => (":double_vertical_bar:", "Paused"),
        WorkStatus.CreatingPullRequests => (":rocket:", "Opening pull requests"),
        WorkStatus.Completed => (":white_check_mark:", "Completed"),
        WorkStatus.Failed => (":x:", "Failed"),
        WorkStatus.Cancelled => (":no_entry_sign:", "Cancelled"),
        WorkStatus.Rejected => (":thumbsdown:", "Rejected"),
        WorkStatus.Expired => (":hourglass:", "Expired"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This state has no label."),
    };
}
