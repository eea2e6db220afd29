using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.PullRequests;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class RejectionTests
{
    [Fact]
    public async Task Rejecting_with_feedback_resumes_the_same_session()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.SignalAsync(SignalNames.Note, new Note("n1", "U3", "mind the rounding"));
        await scenario.RejectAsync("handle null too");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        var runs = scenario.Log.Of<RunClaudeCode>();
        Assert.Equal([(1, 1, null), (2, 1, "session-1")], runs.Select(r => (r.Key.Attempt, r.Turn, r.SessionId)));
        Assert.Contains("handle null too", runs[1].Prompt, StringComparison.Ordinal);
        Assert.Contains("mind the rounding", runs[1].Prompt, StringComparison.Ordinal);
        Assert.Equal("1a2b3c4d5e/transcript", runs[1].Transcript!.Key);
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
        Assert.Contains("**Attempt 2**", Assert.Single(scenario.Log.Of<OpenPullRequest>()).Body, StringComparison.Ordinal);
        Assert.Equal(DecisionKind.Rejected, scenario.Log.Of<ReviewChanged>().First(s => s.Review.Key.Attempt == 1).Review.Decision!.Kind);
    }

    [Fact]
    public async Task Rejecting_without_feedback_ends_the_task()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.RejectAsync(null);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Rejected, result.Status);
        Assert.Single(scenario.Log.Of<RunClaudeCode>());
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
    }

    [Fact]
    public async Task A_thread_reply_starts_the_next_attempt_after_its_grace()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        var reply = await scenario.ReplyAsync("handle null too");

        var taken = await scenario.Log.FirstAsync<FeedbackTaken>();
        Assert.Equal((1, reply, $"feedback:fix:1:{reply}"), (taken.Attempt.Attempt, taken.Id, taken.Key));
        var shown = await scenario.Log.FirstAsync<ReviewChanged>();
        Assert.Equal((false, "handle null too"), (shown.Review.AwaitsDecision, shown.Review.Decision!.Feedback));

        await scenario.PassAsync(TimeSpan.FromSeconds(11));
        await scenario.ReviewAsync(attempt: 2);
        Assert.Equal(taken.Key, (await scenario.Log.FirstAsync<FeedbackKept>()).Key);
        await scenario.ApproveAsync(attempt: 2);
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task An_undone_reply_leaves_the_review_as_it_was()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        var reply = await scenario.ReplyAsync("never mind");
        await scenario.Log.FirstAsync<ReviewChanged>(s => !s.Review.AwaitsDecision);
        Assert.True((await scenario.StateAsync()).IsFeedbackTaken);

        await scenario.ApproveAsync();
        await scenario.Log.FirstAsync<DecisionIgnored>(e => e.Key.StartsWith("not-taken:FeedbackFirst", StringComparison.Ordinal));

        await scenario.SignalAsync(SignalNames.Undo, new Undo("u1", "U2", reply));
        var restored = await scenario.Log.FirstAsync<ReviewChanged>(s => s.Review.AwaitsDecision);
        Assert.Null(restored.Review.Decision);
        var undone = await scenario.Log.FirstAsync<FeedbackUndone>();
        Assert.Equal(("U2", reply), (undone.By, undone.Id));
        await scenario.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        Assert.False((await scenario.StateAsync()).IsFeedbackTaken);

        await scenario.ApproveAsync();
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<RunClaudeCode>());
    }

    [Fact]
    public async Task After_the_last_attempt_a_rejection_ends_the_task_but_a_reply_does_not()
    {
        await using var scenario = await TaskScenario.StartAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await scenario.ReviewAsync(attempt);
            if (attempt < 3)
            {
                await scenario.RejectAsync($"feedback {attempt}", attempt);
            }
        }

        await scenario.ReplyAsync("almost");
        await scenario.Log.FirstAsync<DecisionIgnored>(e => e.Key.StartsWith("last:", StringComparison.Ordinal));
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.RejectAsync("still wrong", attempt: 3);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Rejected, result.Status);
        Assert.Equal(3, scenario.Log.Of<RunClaudeCode>().Count);
        Assert.Equal(3, scenario.Log.Of<TaskMetrics>()[0].Attempts);
    }

    [Theory]
    [InlineData(AgentOutcome.Failed)]
    [InlineData(AgentOutcome.MaxTurns)]
    [InlineData(AgentOutcome.OverBudget)]
    [InlineData(AgentOutcome.TimedOut)]
    public async Task A_failed_agent_is_shown_and_waits_for_a_person(AgentOutcome outcome)
    {
        var policy = new TaskPolicy { BudgetUsd = 0.25m };
        await using var scenario = await TaskScenario.StartAsync(
            world =>
            {
                world.Agent = run => Task.FromResult(run.Key.Attempt == 1 ? Attempts.Agent(outcome, error: "overloaded") : Attempts.Agent());
                world.Changes = input => Attempts.Changes(input.Key.Attempt == 1 ? Attempts.Unchanged() : Attempts.Changed());
            },
            Attempts.Task(policy: policy));

        var posted = await scenario.ReviewAsync();
        Assert.NotNull(posted.Review.Problem);
        Assert.False(posted.Review.CanApprove);
        await scenario.ApproveAsync();
        await scenario.Log.FirstAsync<DecisionIgnored>(e => e.Key.StartsWith("not-taken:NothingToApprove", StringComparison.Ordinal));
        await scenario.RejectAsync("try again");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Equal([0.25m, 0.25m], scenario.Log.Of<RunClaudeCode>().Select(r => r.BudgetUsd));
        Assert.Equal(0.5m, scenario.Log.Of<ReviewOpened>()[1].Review.BudgetUsd);
    }
}
