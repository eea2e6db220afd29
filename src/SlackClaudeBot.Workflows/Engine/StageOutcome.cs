using SlackClaudeBot.Workflows.Contracts.Reviews;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>How a stage ended.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Attempts">What each of its attempts brought, oldest first; empty if a question expired before there was a result.</param>
/// <param name="Decisions">What people decided on each attempt, oldest first; the last one ended the stage.</param>
internal sealed record StageOutcome(Stage Stage, IReadOnlyList<AttemptResult> Attempts, IReadOnlyList<StageDecision> Decisions)
{
    /// <summary>The decision that ended the stage.</summary>
    public StageDecision Decision => Decisions[^1];

    /// <summary>The last attempt's result; null if there is none.</summary>
    public AttemptResult? Result => Attempts.Count > 0 ? Attempts[^1] : null;

    public bool IsApproved => Decision.Kind is DecisionKind.Approved or DecisionKind.AutoApproved;
}
