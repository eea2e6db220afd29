using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Engine;

using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class ReviewIsNotNeededTests
{
    [Fact]
    public void Good_work_goes_on_by_itself_where_no_approval_was_asked_for()
    {
        Assert.True(ReviewIsNotNeeded.For(Task(requireApproval: false), Result()));
        Assert.False(ReviewIsNotNeeded.For(Task(requireApproval: true), Result()));
    }

    [Theory]
    [InlineData(AgentOutcomes.Failed)]
    [InlineData(AgentOutcomes.MaxTurns)]
    [InlineData(AgentOutcomes.OverBudget)]
    [InlineData(AgentOutcomes.TimedOut)]
    public void An_agent_that_did_not_finish_waits_for_a_person(string outcome) =>
        Assert.False(ReviewIsNotNeeded.For(Task(requireApproval: false), Result(Agent(outcome))));

    [Fact]
    public void Failing_tests_wait_for_a_person() => Assert.False(ReviewIsNotNeeded.For(Task(requireApproval: false), Result(tests: Failing())));

    [Fact]
    public void Work_that_no_test_speaks_for_waits_for_a_person() =>
        Assert.False(ReviewIsNotNeeded.For(Task(requireApproval: false), Result(tests: TestRunResult.None)));

    [Fact]
    public void A_runner_that_ran_no_test_speaks_for_nothing()
    {
        Assert.True(ReviewIsNotNeeded.IsTested(Result(changes: Changes(Changed(), Unchanged("acme/docs")))));
        Assert.False(ReviewIsNotNeeded.IsTested(Result(tests: Untold())));
        Assert.False(ReviewIsNotNeeded.IsTested(Result(changes: Changes(Changed(), Changed("acme/docs")))));
    }

    [Fact]
    public void No_changes_wait_for_a_person() =>
        Assert.False(ReviewIsNotNeeded.For(Task(requireApproval: false), Result(changes: Changes(Unchanged()))));
}
