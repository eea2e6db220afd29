using SlackClaudeBot.Workflows.Agents;
using SlackClaudeBot.Workflows.Tasks;

namespace SlackClaudeBot.Workflows.Stages;

/// <summary>
/// A task that asked for no approval goes on by itself only when nothing is left to judge: the agent finished within
/// its limits, something changed, tests ran, and all of them passed. Where no tests were found nothing speaks for the
/// change, so a person looks after all.
/// </summary>
internal static class ReviewIsNotNeeded
{
    public static bool For(BugFixTask task, AttemptResult result) =>
        !task.RequireApproval
        && result.Agent.Outcome == AgentOutcomes.Succeeded
        && !result.ChangedNothing
        && result.Tests.AnyRan
        && result.Tests.AllPassed;
}
