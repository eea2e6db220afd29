using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>The workflow decides what a reply is when it arrives, and tells its author.</summary>
public sealed class ReplyTests
{
    [Fact]
    public async Task A_reply_while_the_agent_works_is_a_note_for_the_next_attempt_and_its_author_is_told()
    {
        var working = new TaskCompletionSource<ClaudeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = run => run.Key.Attempt == 1 ? working.Task : Task.FromResult(Attempts.Agent()));
        await scenario.Log.FirstAsync<RunClaudeCode>();

        var reply = await scenario.ReplyAsync("mind the cache", by: "U1", mayDecide: false);
        var noted = await scenario.Log.FirstAsync<ReplyReceived>();
        Assert.Equal((ReplyDisposition.Note, $"message of {reply}"), (noted.TakenAs, noted.Message));
        working.SetResult(Attempts.Agent());
        await scenario.ReviewAsync();
        await scenario.RejectAsync("again");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        await scenario.EndAsync();

        Assert.Contains("mind the cache", scenario.Log.Of<RunClaudeCode>()[^1].Prompt, StringComparison.Ordinal);
        Assert.Single(scenario.Log.Of<ReplyReceived>());
    }

    [Fact]
    public async Task A_reply_while_a_question_waits_is_the_answer_and_the_question_shows_whose()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = run => Task.FromResult(
            run.Turn == 1 ? Attempts.Agent(AgentOutcome.Question) with { Question = "Which currency?" } : Attempts.Agent()));
        await scenario.Log.FirstAsync<QuestionAsked>();

        await scenario.ReplyAsync("nobody's business", by: "U9", mayDecide: false);
        await scenario.ReplyAsync("lgtm", by: "U1", isPraise: true, mayDecide: false);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();

        Assert.Contains("lgtm", scenario.Log.Of<RunClaudeCode>()[1].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("business", scenario.Log.Of<RunClaudeCode>()[1].Prompt, StringComparison.Ordinal);
        Assert.Equal("U9", Assert.Single(scenario.Log.Of<ReplyReceived>()).By);
        var answered = Assert.Single(scenario.Log.Of<QuestionAnswered>());
        Assert.Equal(("Which currency?", "U1", "question:fix:1:1"), (answered.Text, answered.By, answered.Key));
    }

    [Fact]
    public async Task Praise_approves_nothing_and_its_author_is_told()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("lgtm", isPraise: true);

        var told = await scenario.Log.FirstAsync<ReplyReceived>();
        Assert.Equal(("U2", ReplyDisposition.Praise), (told.By, told.TakenAs));
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync();
        await scenario.EndAsync();
    }

    [Fact]
    public async Task A_reply_without_permission_is_refused_and_the_task_keeps_waiting()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("again", by: "U1", mayDecide: false);

        var refused = await scenario.Log.FirstAsync<ReplyReceived>(e => e.By == "U1");
        Assert.Equal((ReplyDisposition.Refused, "<@U0BOSS>"), (refused.TakenAs, refused.Approvers));
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync();
        await scenario.EndAsync();
        Assert.Single(scenario.Log.Of<ReviewOpened>());
    }

    [Fact]
    public async Task A_reply_under_something_else_is_ignored()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("again", under: "place-of-another-task");
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<ReviewOpened>());
    }
}
