using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Commands;

/// <summary>A command that a person typed after <c>/claude</c>.</summary>
internal abstract record ClaudeCommand
{
    private ClaudeCommand()
    {
    }

    /// <summary>Start a task of a kind, by its name.</summary>
    public sealed record Start(
        string Kind,
        IReadOnlyList<RepositoryRef> Repositories,
        string Title,
        string Description,
        bool RequireApproval,
        TimeSpan? Timeout,
        string? Model,
        string? TicketUrl) : ClaudeCommand;

    /// <summary>Show the state of a task; the latest of the channel if none is named.</summary>
    public sealed record Status(TaskId? TaskId) : ClaudeCommand;

    /// <summary>List the tasks of the channel.</summary>
    public sealed record List : ClaudeCommand;

    /// <summary>End a task.</summary>
    public sealed record Cancel(TaskId? TaskId, string? Reason) : ClaudeCommand;

    /// <summary>Approve the pending review.</summary>
    public sealed record Approve(TaskId? TaskId) : ClaudeCommand;

    /// <summary>Reject the pending review; without feedback the task ends.</summary>
    public sealed record Reject(TaskId? TaskId, string? Feedback) : ClaudeCommand;

    /// <summary>Pause a task, or let it continue.</summary>
    public sealed record Pause(TaskId? TaskId, bool Resume) : ClaudeCommand;

    /// <summary>Say what can be typed.</summary>
    public sealed record Help : ClaudeCommand;

    /// <summary>Not a command; the problem is mrkdwn for the person who typed it.</summary>
    public sealed record Invalid(string Problem) : ClaudeCommand;
}
