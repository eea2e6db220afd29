using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Status;

/// <summary>Everything about a task, as the query <c>get_state</c> answers it.</summary>
public sealed record TaskState
{
    /// <summary>What was asked for.</summary>
    public required TaskRequest Task { get; init; }

    /// <summary>The workflow that does it.</summary>
    public required string WorkflowId { get; init; }

    public required WorkStatus Status { get; init; }

    /// <summary>The current stage; empty before the first.</summary>
    public string Stage { get; init; } = string.Empty;

    /// <summary>Its attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>How many attempts the stage has.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>One line: what it does or waits for now.</summary>
    public string? Detail { get; init; }

    /// <summary>Spent so far, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>Granted so far, in US dollars; null for no limit.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>When it started, UTC.</summary>
    public DateTime StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>The agent's session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The agent's last result.</summary>
    public ClaudeResult? LastResult { get; init; }

    /// <summary>Where it is shown; null before it is.</summary>
    public Projection? Shown { get; init; }

    /// <summary>The pending question, if there is one.</summary>
    public string? Question { get; init; }

    /// <summary>When the pending review or question expires, UTC; null if none is pending.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>Who decided what, oldest first.</summary>
    public IReadOnlyList<StageDecision> Decisions { get; init; } = [];

    /// <summary>What was opened.</summary>
    public IReadOnlyList<PullRequestReference> PullRequests { get; init; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>Whether a reply was taken as feedback on the pending review and can still be undone: no other decision counts until then.</summary>
    public bool IsFeedbackTaken { get; init; }

    /// <summary>Whether the pending review has something that can be approved.</summary>
    public bool CanApprove { get; init; } = true;
}
