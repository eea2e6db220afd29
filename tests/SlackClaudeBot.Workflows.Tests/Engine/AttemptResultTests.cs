using SlackClaudeBot.Workflows.Contracts.Agents;

using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class AttemptResultTests
{
    [Fact]
    public void Good_work_has_no_problem() => Assert.Null(Result().Problem);

    [Theory]
    [InlineData(AgentOutcome.MaxTurns, null, "turns")]
    [InlineData(AgentOutcome.MaxTurns, "The agent used all of its 100 turns.", "all of its 100 turns")]
    [InlineData(AgentOutcome.OverBudget, "The agent spent its budget.", "grants the same amount again")]
    [InlineData(AgentOutcome.TimedOut, null, "time")]
    [InlineData(AgentOutcome.TimedOut, "The agent fell silent and was stopped.", "fell silent")]
    [InlineData(AgentOutcome.Failed, "the model is overloaded", "overloaded")]
    public void The_agents_failure_is_shown(AgentOutcome outcome, string? error, string said) =>
        Assert.Contains(said, Result(Agent(outcome, error: error)).Problem, StringComparison.Ordinal);

    [Theory]
    [InlineData("The key is wrong.", "The agent failed: The key is wrong.")]
    [InlineData("no reason", "The agent failed: no reason.")]
    [InlineData(null, "The agent failed: it did not say why.")]
    public void The_agents_failure_is_one_sentence(string? error, string said) => Assert.Equal(said, Result(Agent(AgentOutcome.Failed, error: error)).Problem);

    [Fact]
    public void Failing_tests_and_missing_changes_are_said()
    {
        Assert.Equal("Tests fail.", Result(tests: Failing()).Problem);
        Assert.Equal("The tests did not pass.", Result(tests: Uncounted()).Problem);
        Assert.Equal("The agent changed nothing.", Result(changes: Changes(Unchanged())).Problem);
    }

    [Fact]
    public void Only_a_failed_agent_without_changes_leaves_nothing_to_approve()
    {
        Assert.False(Result(Agent(AgentOutcome.Failed), Changes(Unchanged())).CanBeApproved);
        Assert.True(Result(Agent(AgentOutcome.Failed), Changes(Changed())).CanBeApproved);
        Assert.True(Result(Agent(), Changes(Unchanged())).CanBeApproved);
    }
}
