namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>What a person asked for with <c>/claude fix</c>.</summary>
/// <param name="TaskId">Short, unique, safe in a branch name: letters, digits and dashes.</param>
/// <param name="Title">One line, as typed.</param>
/// <param name="Description">What stood behind <c>--</c>; empty where nothing did.</param>
/// <param name="Repositories">At least one.</param>
/// <param name="TicketUrl">The ticket this belongs to, if any.</param>
/// <param name="Channel">The Slack channel id in which the task lives.</param>
/// <param name="Requester">The Slack user id of who asked.</param>
/// <param name="TimeoutMinutes">How long one run of the agent may take.</param>
/// <param name="RequireApproval">Whether a person must approve before pull requests are opened.</param>
/// <param name="Model">The model asked for, or null for the configured one.</param>
/// <param name="Policy">The installation's rules, taken into the task when it starts so that a later change of settings leaves it alone.</param>
public sealed record BugFixTask(
    string TaskId,
    string Title,
    string Description,
    IReadOnlyList<TaskRepository> Repositories,
    string? TicketUrl,
    string Channel,
    string Requester,
    int TimeoutMinutes,
    bool RequireApproval,
    string? Model = null,
    TaskPolicy? Policy = null);
