using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>What one attempt of a stage brought.</summary>
/// <param name="Agent">How the agent's last run ended.</param>
/// <param name="Changes">What it changed.</param>
/// <param name="Tests">What the tests said.</param>
/// <param name="CostUsd">What the attempt cost, all its runs together.</param>
/// <param name="Duration">How long it took, without waiting for people.</param>
internal sealed record AttemptResult(ClaudeResult Agent, StageChanges Changes, TestRunResult Tests, decimal CostUsd, TimeSpan Duration)
{
    public bool ChangedNothing => Changes.Repositories.All(r => !r.IsChanged);

    /// <summary>Why a person should look twice, in one sentence; null where all is well.</summary>
    public string? Problem => Agent.Outcome switch
    {
        AgentOutcome.MaxTurns => Agent.Error ?? "The agent ran out of turns.",
        AgentOutcome.OverBudget => "The task's budget is spent. Rejecting with feedback grants the same amount again.",
        AgentOutcome.TimedOut => Agent.Error ?? "The agent ran out of time and was stopped.",
        AgentOutcome.Failed => "The agent failed: " + Failures.Sentence(Agent.Error ?? "it did not say why"),
        _ when ChangedNothing => "The agent changed nothing.",
        _ when CannotBePushed is { } reason => "This cannot be pushed as it is. " + Failures.Sentence(reason),
        _ when !Tests.AllPassed => Tests.Failed > 0 ? "Tests fail." : "The tests did not pass.",
        _ => null,
    };

    /// <summary>Whether approving it makes sense: work that stands, or a finished agent that saw nothing to change.</summary>
    public bool CanBeApproved => CannotBePushed is null && (!ChangedNothing || Agent.Outcome == AgentOutcome.Succeeded);

    private string? CannotBePushed => Changes.Repositories.Select(r => r.CannotBePushed).FirstOrDefault(reason => reason is not null);
}
