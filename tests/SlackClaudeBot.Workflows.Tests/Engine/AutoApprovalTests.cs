using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Engine;
using SlackClaudeBot.Workflows.Kinds;

using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class AutoApprovalTests
{
    [Fact]
    public void Good_work_continues_without_a_review_if_no_approval_was_requested()
    {
        Assert.True(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result()));
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: true), Stages.BugFix, Result()));
    }

    [Theory]
    [InlineData(AgentOutcome.Failed)]
    [InlineData(AgentOutcome.MaxTurns)]
    [InlineData(AgentOutcome.OverBudget)]
    [InlineData(AgentOutcome.TimedOut)]
    public void An_agent_that_did_not_finish_waits_for_a_person(AgentOutcome outcome) =>
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(Agent(outcome))));

    [Fact]
    public void Failing_tests_wait_for_a_person() => Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(tests: Failing())));

    [Fact]
    public void Work_without_test_coverage_waits_for_a_person() =>
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(tests: TestRunResult.None)));

    [Fact]
    public void A_runner_without_tests_covers_nothing()
    {
        Assert.True(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(changes: Changes(Changed(), Unchanged("acme/docs")))));
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(tests: Untold())));
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(changes: Changes(Changed(), Changed("acme/docs")))));
    }

    [Fact]
    public void A_changed_file_that_no_passing_tests_cover_waits_for_a_person()
    {
        var uncovered = new TestRunResult([Passing().Repositories[0] with { CoversChanges = false, Uncovered = ["backend/app.py"] }]);

        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(tests: uncovered)));
    }

    [Fact]
    public void A_change_that_weakens_the_tests_waits_for_a_person_and_says_why()
    {
        var result = Result(changes: Changes(Changed()) with { Weakened = ["acme/shop: cart.test.js has 1 test fewer."] });

        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, result));
        Assert.Equal("--no-approval was asked for, but the change may weaken the tests: somebody must approve this.", NoApprovalFallback.Explain(requireApproval: false, result));
    }

    [Fact]
    public void A_change_that_cannot_be_pushed_waits_for_review_but_cannot_be_approved()
    {
        var result = Result(changes: Changes(Changed() with { Bundle = null, CannotBePushed = "The change is larger than 50 MB." }));

        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, result));
        Assert.Equal((false, false), (result.ChangedNothing, result.CanBeApproved));
        Assert.Equal("This cannot be pushed as it is. The change is larger than 50 MB.", result.Problem);
    }

    [Fact]
    public void No_changes_wait_for_a_person() =>
        Assert.False(AutoApproval.IsAllowed(Task(requireApproval: false), Stages.BugFix, Result(changes: Changes(Unchanged()))));
}
