using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class WaitingTests
{
    [Fact]
    [Trait("Category", "MainJob")]
    public async Task An_undecided_review_is_reminded_of_half_way_and_expires()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.PassAsync(TimeSpan.FromHours(13));
        var reminder = await scenario.Log.FirstAsync<ReminderDue>();
        Assert.Equal((null, "U1"), (reminder.Turn, reminder.Requester));
        Assert.InRange(reminder.Left, TimeSpan.FromHours(11.5), TimeSpan.FromHours(12));
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());

        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Expired, result.Status);
        Assert.Equal(DecisionKind.Expired, scenario.Log.Of<ReviewChanged>()[^1].Review.Decision!.Kind);
        Assert.Single(scenario.Log.Of<ReminderDue>());
        Assert.Equal(WorkStatus.Expired, scenario.Log.Of<TaskChanged>()[^1].Task.Status);
        Assert.Equal((WorkStatus.Expired, "bug_fix"), (Assert.Single(scenario.Log.Of<TaskEnded>()).Task.Status, scenario.Log.Of<TaskEnded>()[0].Task.Kind));
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
    }

    [Fact]
    public async Task A_paused_task_takes_its_next_step_when_it_is_resumed()
    {
        var agent = new TaskCompletionSource<ClaudeResult>();
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = _ => agent.Task);
        await scenario.Log.FirstAsync<RunClaudeCode>();

        await scenario.SignalAsync(SignalNames.Pause);
        agent.SetResult(Attempts.Agent());
        await scenario.Log.FirstAsync<TaskChanged>(c => c.Task.Status == WorkStatus.Paused);
        Assert.Empty(scenario.Log.Of<ReviewOpened>());
        await scenario.SignalAsync(SignalNames.Resume);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task A_slow_step_is_shown_on_the_card()
    {
        var tries = 0;
        await using var scenario = await TaskScenario.StartAsync(world => world.PullRequest = _ =>
            ++tries < 9 ? throw new ApplicationFailureException("GitHub answered 502") : Task.CompletedTask);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Contains(scenario.Log.Of<TaskChanged>(), c => c.Task is { Status: WorkStatus.CreatingPullRequests, Detail: "Waiting for GitHub… GitHub answered 502." });
    }

    [Fact]
    public async Task A_sandbox_that_cannot_be_made_shows_the_reason_on_the_card_and_in_the_state_until_it_can()
    {
        var reason = new ApplicationFailureException("There is no image slackclaudebot-sandbox. Build it.", errorType: FailureTypes.Transient);
        var isThere = false;
        await using var scenario = await TaskScenario.StartAsync(world =>
        {
            var make = world.Sandbox;
            world.Sandbox = input => isThere ? make(input) : throw reason;
        });
        await scenario.PassAsync(TimeSpan.FromMinutes(1));
        await scenario.Log.FirstAsync<TaskChanged>(c => c.Task is { Status: WorkStatus.Provisioning, Detail: "Waiting for a sandbox… There is no image slackclaudebot-sandbox. Build it." });
        Assert.Contains("There is no image", (await scenario.StateAsync()).Detail, StringComparison.Ordinal);

        isThere = true;
        await scenario.PassAsync(TimeSpan.FromMinutes(3));
        await scenario.ReviewAsync();
        Assert.DoesNotContain("image", (await scenario.StateAsync()).Detail ?? "", StringComparison.Ordinal);
        await scenario.RejectAsync(null);
        await scenario.EndAsync();
    }

    [Fact]
    public async Task The_card_shows_when_a_review_expires()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        var waiting = await scenario.Log.FirstAsync<TaskChanged>(c => c.Task is { Status: WorkStatus.AwaitingApproval, Deadline: not null });
        Assert.Equal((await scenario.StateAsync()).Deadline, waiting.Task.Deadline);
        await scenario.RejectAsync(null);
        await scenario.EndAsync();
        Assert.Null(scenario.Log.Of<TaskChanged>()[^1].Task.Deadline);
    }

    [Fact]
    public async Task A_transient_failure_is_retried()
    {
        var tries = 0;
        await using var scenario = await TaskScenario.StartAsync(world => world.PullRequest = _ =>
            ++tries < 5 ? throw new ApplicationFailureException("GitHub answered 502") : Task.CompletedTask);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Equal(5, tries);
    }

    [Fact]
    public async Task When_its_tries_are_spent_the_task_ends_with_the_reason()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.PullRequest = _ => throw new ApplicationFailureException("GitHub answered 502"));
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Failed, result.Status);
        Assert.Equal(
            "acme/shop: The branch fix/claude-1a2b3c4d5e is pushed, but the pull request was not opened: GitHub answered 502. Every retry failed. "
            + "Start the task again with /claude fix once that works. The work is kept as 1a2b3c4d5e/acme-shop.bundle.",
            result.Error);
        Assert.Equal(40, scenario.Log.Of<OpenPullRequest>().Count);
        Assert.Contains("GitHub answered 502", scenario.Log.Of<TaskChanged>()[^1].Task.Detail, StringComparison.Ordinal);
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
    }

    [Fact]
    public async Task A_failure_that_needs_a_person_is_not_retried()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Clone = _ =>
            throw new ApplicationFailureException("acme/shop does not exist", errorType: FailureTypes.InvalidRequest));

        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Failed, result.Status);
        Assert.Equal("Cloning failed: acme/shop does not exist", result.Error);
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
        var ended = Assert.Single(scenario.Log.Of<TaskEnded>());
        Assert.Single(scenario.Log.Of<PublishTaskEvent>(), e => e.Event is not TaskOpened and not TaskChanged);
        Assert.Equal((WorkStatus.Failed, "U1", result.Error), (ended.Task.Status, ended.Task.Requester, ended.Error));
    }

    [Fact]
    public async Task A_refusal_of_one_repository_does_not_affect_the_others()
    {
        await using var scenario = await TaskScenario.StartAsync(
            world => world.Push = push => push.Repository.Name == "acme/shop"
                ? throw new ApplicationFailureException("changes .github/workflows", errorType: FailureTypes.PolicyViolation)
                : Task.CompletedTask,
            Attempts.Task(repositories: ["acme/shop", "acme/notifier"]));
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Failed, result.Status);
        Assert.Equal(["acme/notifier"], result.PullRequests.Select(p => p.Repository));
        Assert.Contains("changes .github/workflows", result.Error, StringComparison.Ordinal);
    }
}
