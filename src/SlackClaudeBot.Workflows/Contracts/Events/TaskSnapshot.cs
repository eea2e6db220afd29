using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>A task at one moment, as people see it.</summary>
public sealed record TaskSnapshot
{
    public required TaskId TaskId { get; init; }

    /// <summary>Leads from the place in which the task is shown to its workflow.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>The channel in which the task lives.</summary>
    public required string Channel { get; init; }

    /// <summary>The name of the task's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>As typed.</summary>
    public required string Title { get; init; }

    /// <summary>Full names.</summary>
    public required IReadOnlyList<string> Repositories { get; init; }

    /// <summary>The user id of the person who asked.</summary>
    public required string Requester { get; init; }

    public required WorkStatus Status { get; init; }

    /// <summary>The current attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts the stage has.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>Spent so far, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Granted so far, in US dollars; null for no limit.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>When the task started, UTC.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>When the pending review or question expires, UTC; null if none is pending.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>The ticket's address, if any.</summary>
    public string? Ticket { get; init; }

    /// <summary>One line: what it does or waits for now, or why it ended.</summary>
    public string? Detail { get; init; }

    /// <summary>What was opened.</summary>
    public IReadOnlyList<PullRequestReference> PullRequests { get; init; } = [];

    /// <summary>A task in this state.</summary>
    public static TaskSnapshot From(TaskState state, string workflowId) => new()
    {
        TaskId = state.Task.TaskId,
        WorkflowId = workflowId,
        Channel = state.Task.Channel,
        Kind = state.Task.Kind,
        Title = state.Task.Title,
        Repositories = [.. state.Task.Repositories.Select(repository => repository.FullName)],
        Requester = state.Task.Requester,
        Status = state.Status,
        Attempt = state.Attempt,
        MaxAttempts = state.MaxAttempts,
        CostUsd = state.CostUsd,
        BudgetUsd = state.BudgetUsd,
        StartedAt = state.StartedAt,
        EndedAt = state.EndedAt,
        Deadline = state.Deadline,
        Ticket = state.Task.Ticket,
        Detail = state.Detail,
        PullRequests = state.PullRequests,
    };
}
