using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>Work that exists is never thrown away: what fails after the agent has worked becomes a review.</summary>
public sealed class KeptWorkTests
{
    [Fact]
    public async Task Changes_that_cannot_be_collected_are_reviewed_and_feedback_repairs_them()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Changes = input => input.Key.Attempt == 1
            ? throw new ApplicationFailureException("node_modules has 60 MB", errorType: FailureTypes.PolicyViolation, nonRetryable: true)
            : Attempts.Changes(Attempts.Changed()));

        var posted = await scenario.ReviewAsync();
        Assert.Equal((false, "The changes could not be taken out of the sandbox: node_modules has 60 MB"), (posted.Review.CanApprove, posted.Review.Problem));
        await scenario.RejectAsync("remove node_modules");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Contains("60 MB", scenario.Log.Of<RunClaudeCode>()[1].Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_that_cannot_be_run_are_a_reason_to_look_not_the_end()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Tests = _ =>
            throw new ApplicationFailureException("no space left", errorType: FailureTypes.InvalidRequest, nonRetryable: true));

        var posted = await scenario.ReviewAsync();
        Assert.Equal((true, "The tests could not be run: no space left"), (posted.Review.CanApprove, posted.Review.Problem));
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task A_refused_push_is_reviewed_again_and_approving_pushes_once_more()
    {
        var refusals = 0;
        await using var scenario = await TaskScenario.StartAsync(world => world.Push = _ => refusals++ == 0
            ? throw new ApplicationFailureException("changes .github/workflows", errorType: FailureTypes.PolicyViolation)
            : Task.CompletedTask);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();

        var again = await scenario.ReviewAsync(attempt: 2);
        Assert.Contains("changes .github/workflows", again.Review.Problem, StringComparison.Ordinal);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<RunClaudeCode>());
        Assert.Contains("| Attempts | 1 |", Assert.Single(scenario.Log.Of<OpenPullRequest>()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_agent_can_try_again_without_spending_an_attempt()
    {
        var policy = new TaskPolicy { MaxAttempts = 1 };
        await using var scenario = await TaskScenario.StartAsync(
            world =>
            {
                world.Agent = run => Task.FromResult(run.Key.Attempt == 1 ? Attempts.Agent(AgentOutcome.Failed, error: "overloaded") : Attempts.Agent());
                world.Changes = input => Attempts.Changes(input.Key.Attempt == 1 ? Attempts.Unchanged() : Attempts.Changed());
            },
            Attempts.Task(policy: policy));

        Assert.True((await scenario.ReviewAsync()).Review.CanRetry);
        await scenario.SignalAsync(SignalNames.Retry, new Retry("t1", "U2", "fix", 1));
        Assert.Equal(2, (await scenario.ReviewAsync(attempt: 2)).Review.MaxAttempts);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }
}
