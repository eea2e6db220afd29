using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// A task that asked for no approval continues without one only if nothing is left to judge: the agent finished within
/// its limits, something changed, tests ran, all of them passed, and the change does not weaken them. Without tests, a person reviews the change after all.
/// </summary>
internal static class AutoApproval
{
    /// <summary>Whether an attempt's work may go on without a person.</summary>
    public static bool IsAllowed(TaskRequest task, Stage stage, AttemptResult result) => stage.Review switch
    {
        StageReviewer.None => result.Failure is null && result.Agent.Outcome == AgentOutcome.Succeeded,
        StageReviewer.Auto => HasPassed(stage, result),
        _ => !task.RequireApproval && HasPassed(stage, result),
    };

    private static bool HasPassed(Stage stage, AttemptResult result) => result is { Failure: null, Agent.Outcome: AgentOutcome.Succeeded }
        && (stage.Output != StageOutput.Changes || IsCovered(result));

    private static bool IsCovered(AttemptResult result) =>
        !result.ChangedNothing
        && result.Changes.Weakened is not { Count: > 0 }
        && result.Tests.AnyRan
        && result.Tests.AllPassed
        && IsTested(result);

    /// <summary>Whether tests cover every changed file: a runner that succeeds without running a test proves nothing.</summary>
    private static bool IsTested(AttemptResult result) => result.Changes.Repositories
        .Where(changed => changed.IsChanged)
        .All(changed => changed.CannotBePushed is null
            && result.Tests.Repositories.Any(tests => tests.Name == changed.Name && tests.Passed > 0 && tests.CoversChanges));
}
