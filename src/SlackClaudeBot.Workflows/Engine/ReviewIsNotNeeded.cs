using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// A task that asked for no approval goes on by itself only when nothing is left to judge: the agent finished within
/// its limits, something changed, tests ran, and all of them passed. Where no tests were found nothing speaks for the
/// change, so a person looks after all.
/// </summary>
internal static class ReviewIsNotNeeded
{
    /// <summary>Tasks that went on before this was asked go on as they did.</summary>
    public const string EachChangeIsTested = "each-change-is-tested";

    public static bool For(BugFixTask task, AttemptResult result) =>
        !task.RequireApproval
        && result.Agent.Outcome == AgentOutcomes.Succeeded
        && !result.ChangedNothing
        && result.Tests.AnyRan
        && result.Tests.AllPassed;

    /// <summary>Whether tests speak for every repository that changed: a runner that ends well without having run any proves nothing.</summary>
    public static bool IsTested(AttemptResult result) => result.Changes.Repositories
        .Where(changed => changed.Bundle is not null)
        .All(changed => result.Tests.Repositories.Any(tests => tests.Name == changed.Name && tests.Passed > 0));
}
