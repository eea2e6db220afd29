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
    /// <summary>What the stage was to leave.</summary>
    public StageOutput Output { get; init; } = StageOutput.Changes;

    /// <summary>What failed after the agent had worked, for people; null if nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether this is the attempt before once more, which is only reviewed again.</summary>
    public bool IsRepeated { get; init; }

    public bool ChangedNothing => Changes.Repositories.All(r => !r.IsChanged);

    /// <summary>Why a person should look twice, in one sentence; null if nothing is wrong.</summary>
    public string? Problem => Failure ?? Agent.Outcome switch
    {
        AgentOutcome.MaxTurns => Agent.Error ?? "The agent ran out of turns.",
        AgentOutcome.OverBudget => "The task's budget is spent. Rejecting with feedback grants the same amount again.",
        AgentOutcome.TimedOut => Agent.Error ?? "The agent ran out of time and was stopped.",
        AgentOutcome.Failed => "The agent failed: " + Failures.Sentence(Agent.Error ?? "it did not say why"),
        _ when Output != StageOutput.Changes => null,
        _ when ChangedNothing => "The agent changed nothing.",
        _ when CannotBePushed is { } reason => "This cannot be pushed as it is. " + Failures.Sentence(reason),
        _ when !Tests.AllPassed => Tests.Failed > 0 ? "Tests fail." : "The tests did not pass.",
        _ => null,
    };

    /// <summary>Whether approving it makes sense: there is work that can be delivered, or the agent succeeded and saw nothing to change.</summary>
    public bool CanBeApproved => CannotBePushed is null && (!ChangedNothing || (Agent.Outcome == AgentOutcome.Succeeded && Failure is null));

    private string? CannotBePushed => Changes.Repositories.Select(r => r.CannotBePushed).FirstOrDefault(reason => reason is not null);
}
