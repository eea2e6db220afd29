using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>A workflow of two stages: attempts, decisions and prompts belong to their stage.</summary>
public sealed class StageTests
{
    [Fact]
    public async Task A_plan_is_approved_then_built_and_the_pull_request_describes_both()
    {
        await using var scenario = await TaskScenario.StartAsync(
            world => world.Agent = run => Task.FromResult(Attempts.Agent(summary: $"{run.Key.Stage} {run.Key.Attempt} done.")), workflowType: nameof(TwoStageWorkflow));

        var plan = await scenario.ReviewAsync(stage: "plan");
        Assert.Null(plan.Review.Problem);
        Assert.True(plan.Review.CanApprove);
        await scenario.ApproveAsync(stage: "plan");
        await scenario.ReviewAsync(stage: "build");
        await scenario.SignalAsync(SignalNames.Reject, new Reject("r1", "U2", "build", 1, "handle null too"));
        await scenario.ReviewAsync(attempt: 2, stage: "build");
        await scenario.ApproveAsync(attempt: 2, stage: "build");
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        var body = Assert.Single(scenario.Log.Of<OpenPullRequest>()).Body.ReplaceLineEndings("\n");
        Assert.Contains("**Plan, attempt 1**\n\nplan 1 done.\n\n**Build, attempt 1**\n\nbuild 1 done.\n\n**Build, attempt 2**\n\nbuild 2 done.", body, StringComparison.Ordinal);
        Assert.Contains("- After build, attempt 1, ", body, StringComparison.Ordinal);
        Assert.Contains("| Attempts | 3 |", body, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(scenario.Log.Of<TaskMetrics>()).Attempts);

        var runs = scenario.Log.Of<RunClaudeCode>();
        Assert.Contains("name=\"title\"", runs[0].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"title\"", runs[1].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("the cause", runs[0].Prompt, StringComparison.Ordinal);
        Assert.Equal([null, "session-1", "session-1"], runs.Select(run => run.SessionId));
        Assert.Equal(["build", "build"], scenario.Log.Of<CollectChanges>().Select(input => input.Key.Stage));
        Assert.Equal(["build", "build"], scenario.Log.Of<RunTests>().Select(input => input.Key.Stage));
    }
}
