using SlackClaudeBot.Workflows.Contracts.PullRequests;

namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>The task's root message: one compact card, edited as the task moves on.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">Carried as message metadata; leads from the thread to the workflow.</param>
/// <param name="Channel">Where it is posted.</param>
/// <param name="Title">As typed.</param>
/// <param name="Repositories">Full names.</param>
/// <param name="Requester">Slack user id.</param>
/// <param name="Status">One of <see cref="Tasks.TaskStatuses"/>.</param>
/// <param name="Attempt">The attempt under way, from 1.</param>
/// <param name="MaxAttempts">How many there are.</param>
/// <param name="CostUsd">Spent so far.</param>
/// <param name="BudgetUsd">Of how much, if limited.</param>
/// <param name="StartedAt">When the task began, UTC.</param>
/// <param name="EndedAt">When it ended, UTC.</param>
/// <param name="TicketUrl">The ticket, if any.</param>
/// <param name="Detail">One line: what it does or waits for now, or why it ended.</param>
/// <param name="PullRequests">What was opened.</param>
public sealed record TaskCard(
    string TaskId,
    string WorkflowId,
    string Channel,
    string Title,
    IReadOnlyList<string> Repositories,
    string Requester,
    string Status,
    int Attempt,
    int MaxAttempts,
    decimal CostUsd,
    decimal? BudgetUsd,
    DateTime StartedAt,
    DateTime? EndedAt,
    string? TicketUrl,
    string? Detail,
    IReadOnlyList<PullRequestReference> PullRequests);
