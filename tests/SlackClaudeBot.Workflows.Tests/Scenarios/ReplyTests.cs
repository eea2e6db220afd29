using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Notifications;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>The workflow decides what a reply is when it arrives, and tells its author.</summary>
public sealed class ReplyTests
{
    [Fact]
    public async Task A_reply_while_the_agent_works_is_a_note_for_the_next_attempt_and_gets_an_emoji()
    {
        var working = new TaskCompletionSource<ClaudeResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = run => run.Key.Attempt == 1 ? working.Task : Task.FromResult(Attempts.Agent()));
        await scenario.Log.FirstAsync<RunClaudeCode>();

        var reply = await scenario.ReplyAsync("mind the cache", by: "U1", mayDecide: false);
        Assert.Equal(new MessageAddress("C1", reply), (await scenario.Log.FirstAsync<ReplyMarked>()).Reply);
        working.SetResult(Attempts.Agent());
        Assert.Equal(1, (await scenario.ReviewAsync()).Summary.PendingNotes);
        await scenario.RejectAsync("again");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        await scenario.EndAsync();

        Assert.Contains("mind the cache", scenario.Log.Of<RunClaudeCode>()[^1].Prompt, StringComparison.Ordinal);
        Assert.Single(scenario.Log.Of<ReplyMarked>());
    }

    [Fact]
    public async Task A_reply_that_comes_after_the_approval_is_named_at_the_end_because_no_attempt_read_it()
    {
        var pushing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scenario = await TaskScenario.StartAsync(world => world.Push = _ => pushing.Task);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.Log.FirstAsync<PushBranch>();

        await scenario.ReplyAsync("and mind *the* cache");
        await scenario.Log.FirstAsync<ReplyMarked>();
        pushing.SetResult();
        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);

        var line = Assert.Single(scenario.Log.Of<LinePosted>(), posted => posted.Line.Key == "unused-notes").Line;
        Assert.Equal("The task ended without another attempt, so the agent never read this note:\n- and mind *the* cache", line.Text);
    }

    [Fact]
    public async Task A_reply_while_a_question_waits_is_the_answer_and_the_question_names_its_author()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = run => Task.FromResult(
            run.Turn == 1 ? Attempts.Agent(AgentOutcome.Question) with { Question = "Which currency?" } : Attempts.Agent()));
        await scenario.Log.FirstAsync<LinePosted>(l => l.Line.Kind == ThreadMessageKind.Question);

        await scenario.ReplyAsync("nobody's business", by: "U9", mayDecide: false);
        await scenario.ReplyAsync("lgtm", by: "U1", isPraise: true, mayDecide: false);
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();

        Assert.Contains("lgtm", scenario.Log.Of<RunClaudeCode>()[1].Prompt, StringComparison.Ordinal);
        Assert.DoesNotContain("business", scenario.Log.Of<RunClaudeCode>()[1].Prompt, StringComparison.Ordinal);
        Assert.Equal("U9", Assert.Single(scenario.Log.Of<EphemeralMessage>()).To);
        var answered = Assert.Single(scenario.Log.Of<LineEdited>(), l => l.Line.Kind == ThreadMessageKind.Answered).Line;
        Assert.Equal(("Which currency?", "U1"), (answered.Text, answered.Mention));
    }

    [Fact]
    public async Task Praise_approves_nothing_and_points_to_Approve()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("lgtm", isPraise: true);

        var told = await scenario.Log.FirstAsync<EphemeralMessage>();
        Assert.Equal(("U2", ScriptedActivities.Card), (told.To, told.Thread));
        Assert.Contains("click Approve", told.Text, StringComparison.Ordinal);
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync();
        await scenario.EndAsync();
    }

    [Fact]
    public async Task A_reply_without_permission_gets_an_ephemeral_refusal_and_the_task_keeps_waiting()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("again", by: "U1", mayDecide: false);

        Assert.Contains("not yours to decide", (await scenario.Log.FirstAsync<EphemeralMessage>(w => w.To == "U1")).Text, StringComparison.Ordinal);
        Assert.Equal(WorkStatus.AwaitingApproval, await scenario.StatusAsync());
        await scenario.ApproveAsync();
        await scenario.EndAsync();
        Assert.Single(scenario.Log.Of<SummaryPosted>());
    }

    [Fact]
    public async Task A_reply_in_another_thread_is_ignored()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();

        await scenario.ReplyAsync("again", thread: new MessageAddress("C0OTHER", "1"));
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<SummaryPosted>());
    }
}
