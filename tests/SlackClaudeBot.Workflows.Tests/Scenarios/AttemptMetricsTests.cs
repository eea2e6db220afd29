using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

/// <summary>Each attempt's numbers are written once, however the attempt ends.</summary>
public sealed class AttemptMetricsTests
{
    [Fact]
    public async Task Each_attempt_has_its_own_numbers()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = run => Task.FromResult(
            Attempts.Agent(cost: run.Key.Attempt) with { Models = [new ModelUsage("sonnet", 1, 20, 300, 4000, run.Key.Attempt)] }));
        await scenario.ReviewAsync();
        await scenario.RejectAsync("handle null too");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        await scenario.EndAsync();

        var written = scenario.Log.Of<AttemptMetrics>();
        Assert.Equal([("fix", 1, 1m, 4321L), ("fix", 2, 2m, 4321L)], written.Select(m => (m.Key.Stage, m.Key.Attempt, m.CostUsd, m.TokensUsed)));
        Assert.All(written, m => Assert.Equal((true, (string?)null, "bug_fix", 1), (m.TestsPass!.Value, m.Error, m.Kind, m.Turns)));
        Assert.All(written, m => Assert.True(m is { FilesModified: > 0, LinesAdded: > 0 }));
        Assert.All(written, m => Assert.Equal(["acme/shop"], m.Repositories));
    }

    [Fact]
    public async Task An_agent_that_failed_and_a_question_without_an_answer_are_counted_with_the_reason()
    {
        await using var failed = await TaskScenario.StartAsync(world => world.Agent = _ => Task.FromResult(Attempts.Agent(AgentOutcome.Failed, error: "API Error: 500")));
        await failed.ReviewAsync();
        await failed.RejectAsync(null);
        await failed.EndAsync();
        Assert.Equal("API Error: 500", Assert.Single(failed.Log.Of<AttemptMetrics>()).Error);

        await using var asked = await TaskScenario.StartAsync(world => world.Agent = _ => Task.FromResult(Attempts.Agent(AgentOutcome.Question) with { Question = "Which currency?" }));
        await asked.Log.FirstAsync<QuestionAsked>();
        await asked.EndAsync();
        Assert.Equal("Nobody answered the agent's question in time.", Assert.Single(asked.Log.Of<AttemptMetrics>()).Error);
    }

    [Fact]
    public async Task An_agent_that_could_not_start_is_counted_with_the_reason()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = _ => throw new ApplicationFailureException("no such model", errorType: Contracts.FailureTypes.InvalidRequest));
        await scenario.EndAsync();

        var written = Assert.Single(scenario.Log.Of<AttemptMetrics>());
        Assert.Equal("The agent could not work: no such model", written.Error);
        Assert.Null(written.TestsPass);
    }
}
