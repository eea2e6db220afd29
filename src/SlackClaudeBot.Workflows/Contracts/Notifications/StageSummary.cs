using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>What a person decides upon: one attempt of one stage.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">The workflow the buttons signal.</param>
/// <param name="Stage">The stage; part of the buttons' value.</param>
/// <param name="Attempt">The attempt; part of the buttons' value.</param>
/// <param name="MaxAttempts">How many there are.</param>
/// <param name="Title">The task's title.</param>
/// <param name="Summary">What was done, in the agent's words.</param>
/// <param name="Changes">Files and lines.</param>
/// <param name="Tests">What the tests said.</param>
/// <param name="CostUsd">What this attempt cost.</param>
/// <param name="TotalCostUsd">What the task cost so far.</param>
/// <param name="BudgetUsd">Of how much, if limited.</param>
/// <param name="Duration">How long the attempt took.</param>
/// <param name="AwaitsDecision">Whether it has buttons.</param>
/// <param name="Decision">What was decided; null while it waits.</param>
/// <param name="Problem">Why the attempt is not simply good (the agent ran out of turns, nothing changed…); null where it is.</param>
/// <param name="CanApprove">Whether there is something to approve.</param>
public sealed record StageSummary(
    string TaskId,
    string WorkflowId,
    string Stage,
    int Attempt,
    int MaxAttempts,
    string Title,
    string Summary,
    StageChanges Changes,
    TestRunResult Tests,
    decimal CostUsd,
    decimal TotalCostUsd,
    decimal? BudgetUsd,
    TimeSpan Duration,
    bool AwaitsDecision,
    StageDecision? Decision,
    string? Problem = null,
    bool CanApprove = true);

/// <summary>What became of a stage attempt.</summary>
/// <param name="Kind">One of <see cref="Reviews.DecisionKinds"/>.</param>
/// <param name="By">The Slack user id of who decided; null where nobody did.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Feedback">What they said.</param>
public sealed record StageDecision(string Kind, string? By, DateTime At, string? Feedback);
