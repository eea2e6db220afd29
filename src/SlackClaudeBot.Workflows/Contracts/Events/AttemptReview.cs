using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>What a person decides on: one attempt of one stage.</summary>
public sealed record AttemptReview
{
    /// <summary>The attempt; a decision names it.</summary>
    public required AttemptKey Key { get; init; }

    /// <summary>How many attempts the stage has.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>The task's title.</summary>
    public required string Title { get; init; }

    /// <summary>What was done, in the agent's words.</summary>
    public required string Summary { get; init; }

    /// <summary>Files and lines.</summary>
    public required StageChanges Changes { get; init; }

    /// <summary>The results of the tests.</summary>
    public required TestRunResult Tests { get; init; }

    /// <summary>What this attempt cost, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>What the task cost so far, in US dollars.</summary>
    public decimal TotalCostUsd { get; init; }

    /// <summary>What the task may cost, in US dollars; null for no limit.</summary>
    public decimal? BudgetUsd { get; init; }

    /// <summary>How long the attempt took, without waiting for people.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether people can decide now.</summary>
    public bool AwaitsDecision { get; init; }

    /// <summary>What was decided; null while the review is pending.</summary>
    public StageDecision? Decision { get; init; }

    /// <summary>What is wrong with the attempt (the agent ran out of turns, nothing changed…); null if nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>The user id of the person who asked for the work, and should know that the review is pending.</summary>
    public string? Requester { get; init; }

    /// <summary>How many notes wait for the next attempt; approving leaves them out.</summary>
    public int PendingNotes { get; init; }

    /// <summary>Whether the agent failed, so that it can try once more without feedback.</summary>
    public bool CanRetry { get; init; }

    /// <summary>Whether there is something to approve.</summary>
    public bool CanApprove { get; init; } = true;
}
