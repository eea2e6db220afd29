using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>What somebody typed after <c>/claude</c>.</summary>
internal abstract record ClaudeCommand
{
    private ClaudeCommand()
    {
    }

    /// <summary>Fix a bug.</summary>
    public sealed record Fix(
        IReadOnlyList<TaskRepository> Repositories,
        string Title,
        string Description,
        bool RequireApproval,
        TimeSpan? Timeout,
        string? Model,
        string? TicketUrl) : ClaudeCommand;

    /// <summary>Say how a task stands; the latest of the channel where none is named.</summary>
    public sealed record Status(string? TaskId) : ClaudeCommand;

    /// <summary>Say what tasks the channel has.</summary>
    public sealed record List : ClaudeCommand;

    /// <summary>End a task.</summary>
    public sealed record Cancel(string? TaskId, string? Reason) : ClaudeCommand;

    /// <summary>Approve what waits.</summary>
    public sealed record Approve(string? TaskId) : ClaudeCommand;

    /// <summary>Reject what waits, for good where there is no feedback.</summary>
    public sealed record Reject(string? TaskId, string? Feedback) : ClaudeCommand;

    /// <summary>Say what can be typed.</summary>
    public sealed record Help : ClaudeCommand;

    /// <summary>None of these, and why: mrkdwn for who typed it.</summary>
    public sealed record Invalid(string Problem) : ClaudeCommand;
}
