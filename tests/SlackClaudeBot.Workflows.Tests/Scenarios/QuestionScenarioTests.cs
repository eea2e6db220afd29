using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class QuestionScenarioTests
{
    private static readonly TimeSpan _timeout = new TaskPolicy().ApprovalTimeout;

    // The virtual clock runs while activities run.
    private static readonly TimeSpan _slack = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task An_answer_goes_back_into_the_same_session()
    {
        await using var scenario = await TaskScenario.StartAsync(Asks);

        var asked = await scenario.Log.FirstAsync<QuestionAsked>();
        Assert.Equal(("Which currency?", "U1"), (asked.Text, asked.Requester));
        Assert.Equal(WorkStatus.AwaitingAnswer, await scenario.StatusAsync());
        await scenario.SignalAsync(SignalNames.Answer, new Answer("x1", "U2", "Euro"));
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        var runs = scenario.Log.Of<RunClaudeCode>();
        Assert.Equal([(1, 1, null), (1, 2, "session-1")], runs.Select(r => (r.Key.Attempt, r.Turn, r.SessionId)));
        Assert.Contains("Euro", runs[1].Prompt, StringComparison.Ordinal);
        Assert.Equal(0.5m, scenario.Log.Of<ReviewOpened>()[0].Review.CostUsd);
    }

    [Fact]
    public async Task An_unanswered_question_is_reminded_of_and_expires()
    {
        await using var scenario = await TaskScenario.StartAsync(Asks);

        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Expired, result.Status);
        Assert.Single(scenario.Log.Of<ReminderDue>());
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
        Assert.InRange(result.Duration, _timeout, _timeout + _slack);
        // The question expires 24 hours after it was asked. People are waited for from when it is posted, which is a little later.
        Assert.InRange(scenario.Log.Of<TaskMetrics>()[0].WaitedForPeople, _timeout - _slack, _timeout);
    }

    private static void Asks(ScriptedActivities world) => world.Agent = run => Task.FromResult(
        run.Turn == 1 ? Attempts.Agent(AgentOutcome.Question) with { Question = "Which currency?" } : Attempts.Agent());
}
