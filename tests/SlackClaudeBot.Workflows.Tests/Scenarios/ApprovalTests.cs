using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class ApprovalTests
{
    [Fact]
    public async Task Approved_work_becomes_a_pull_request()
    {
        await using var scenario = await TaskScenario.StartAsync();

        var posted = await scenario.ReviewAsync();
        Assert.True(posted.Review.AwaitsDecision);
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal((WorkStatus.Completed, null), (result.Status, result.Error));
        Assert.Equal("acme/shop", Assert.Single(result.PullRequests).Repository);
        Assert.Equal("fix/claude-1a2b3c4d5e", Assert.Single(scenario.Log.Of<PushBranch>()).Repository.Branch);
        Assert.Equal("main", Assert.Single(scenario.Log.Of<OpenPullRequest>()).BaseBranch);
        Assert.Single(scenario.Log.Of<TaskOpened>());
        Assert.Single(scenario.Log.Of<ReviewOpened>());
        Assert.Single(scenario.Log.Of<SandboxRemoved>());

        var decided = scenario.Log.Of<ReviewChanged>()[^1].Review;
        Assert.Equal((false, DecisionKind.Approved, "U2"), (decided.AwaitsDecision, decided.Decision!.Kind, decided.Decision.By));
        var card = scenario.Log.Of<TaskChanged>()[^1].Task;
        Assert.Equal((WorkStatus.Completed, 1, 0.25m), (card.Status, card.PullRequests.Count, card.CostUsd));
        Assert.NotNull(card.EndedAt);
        var metrics = Assert.Single(scenario.Log.Of<TaskMetrics>());
        Assert.Equal((WorkStatus.Completed, 1, 1, "BugFixWorkflow"), (metrics.Status, metrics.Attempts, metrics.PullRequests, metrics.WorkflowType));
    }

    [Fact]
    public async Task The_card_goes_through_the_states_of_the_task()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.Log.FirstAsync<TaskChanged>(c => c.Task.Status == WorkStatus.AwaitingApproval);
        await scenario.ApproveAsync();
        await scenario.EndAsync();

        Assert.Equal(WorkStatus.Pending, scenario.Log.Of<TaskOpened>()[0].Task.Status);
        var seen = scenario.Log.Of<TaskChanged>().Select(c => c.Task.Status).ToList();
        Assert.Contains(WorkStatus.Running, seen);
        Assert.True(seen.IndexOf(WorkStatus.Running) < seen.IndexOf(WorkStatus.AwaitingApproval));
        Assert.Equal(WorkStatus.Completed, seen[^1]);
    }

    [Fact]
    public async Task Only_repositories_that_changed_get_a_pull_request()
    {
        await using var scenario = await TaskScenario.StartAsync(
            world => world.Changes = _ => Attempts.Changes(Attempts.Changed("acme/shop"), Attempts.Unchanged("acme/notifier")),
            Attempts.Task(repositories: ["acme/shop", "acme/notifier"]));

        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal(["acme/shop"], result.PullRequests.Select(p => p.Repository));
        Assert.Equal(["acme/shop"], scenario.Log.Of<PushBranch>().Select(p => p.Repository.Name));
        Assert.Equal(["acme/shop", "acme/notifier"], Assert.Single(scenario.Log.Of<CloneRepositories>()).Repositories.Select(r => r.FullName));
    }

    [Fact]
    public async Task Approving_that_nothing_changed_completes_without_pull_requests()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Changes = _ => Attempts.Changes(Attempts.Unchanged()));

        var posted = await scenario.ReviewAsync();
        Assert.Equal("The agent changed nothing.", posted.Review.Problem);
        Assert.Empty(scenario.Log.Of<RunTests>());
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        Assert.Empty(result.PullRequests);
        Assert.Empty(scenario.Log.Of<PushBranch>());
    }

    [Fact]
    public async Task Without_approval_good_work_continues_without_a_review()
    {
        await using var scenario = await TaskScenario.StartAsync(task: Attempts.Task(requireApproval: false));

        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        Assert.Single(result.PullRequests);
        Assert.Equal(DecisionKind.AutoApproved, Assert.Single(scenario.Log.Of<ReviewOpened>()).Review.Decision!.Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_approval_failing_tests_and_a_runner_that_ran_none_still_wait_for_a_person(bool endedWell)
    {
        var tests = endedWell ? Attempts.Untold() : Attempts.Failing();
        await using var scenario = await TaskScenario.StartAsync(
            world => world.Tests = _ => Task.FromResult(tests), Attempts.Task(requireApproval: false));

        Assert.True((await scenario.ReviewAsync()).Review.AwaitsDecision);
        await scenario.RejectAsync(null);

        Assert.Equal(WorkStatus.Rejected, (await scenario.EndAsync()).Status);
        Assert.Empty(scenario.Log.Of<PushBranch>());
    }

    [Fact]
    public async Task Stale_and_repeated_signals_decide_nothing()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ApproveAsync(attempt: 2);
        await scenario.ApproveAsync(stage: "plan");
        await scenario.SignalAsync(SignalNames.Reject, new Reject("r1", "U2", "fix", 1, "again"));
        await scenario.ReviewAsync(attempt: 2);
        await scenario.SignalAsync(SignalNames.Reject, new Reject("r1", "U2", "fix", 2, "again"));
        await scenario.ApproveAsync(attempt: 1);
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync(attempt: 2);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        Assert.Equal(2, scenario.Log.Of<ReviewOpened>().Count);
    }

    [Fact]
    public async Task A_review_can_be_decided_from_Temporals_own_tools()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.SignalAsync(SignalNames.ReviewChanges, new ReviewChanges(false, "shorter"));
        await scenario.ReviewAsync(attempt: 2);
        await scenario.SignalAsync(SignalNames.ReviewChanges, new ReviewChanges(true));

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }
}
