using SlackClaudeBot.Workflows.Contracts.Reviews;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>How a stage ended.</summary>
/// <param name="Decision">The last decision.</param>
/// <param name="Result">The last attempt's result; null where a question expired before there was one.</param>
/// <param name="Earlier">What the agent said of each attempt before that.</param>
internal sealed record StageOutcome(StageDecision Decision, AttemptResult? Result, IReadOnlyList<string> Earlier)
{
    public bool IsApproved => Decision.Kind is DecisionKind.Approved or DecisionKind.AutoApproved;
}
