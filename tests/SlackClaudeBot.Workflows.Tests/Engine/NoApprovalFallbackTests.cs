using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Engine;

using static SlackClaudeBot.Workflows.Tests.Attempts;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class NoApprovalFallbackTests
{
    [Fact]
    public void Work_without_tests_is_named() => Assert.Contains("no tests ran:", Reason(Result(tests: TestRunResult.None)), StringComparison.Ordinal);

    [Fact]
    public void A_repository_without_tests_is_named() =>
        Assert.Contains("no tests ran in acme/docs:", Reason(Result(changes: Changes(Changed(), Changed("acme/docs"), Unchanged("acme/api")))), StringComparison.Ordinal);

    [Fact]
    public void Changed_files_that_no_tests_cover_are_named()
    {
        var tests = new TestRunResult([Passing().Repositories[0] with { CoversChanges = false, Uncovered = ["backend/app.py", "b.py", "c.py", "d.py"] }]);

        Assert.Contains("no passing tests cover backend/app.py, b.py, c.py and more:", Reason(Result(tests: tests)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_problem_that_the_summary_shows_is_reason_enough() => Assert.Null(Reason(Result(tests: Failing())));

    [Fact]
    public void A_task_that_asked_for_approval_needs_no_reason() => Assert.Null(NoApprovalFallback.Explain(requireApproval: true, Result(tests: TestRunResult.None)));

    private static string? Reason(AttemptResult result) => NoApprovalFallback.Explain(requireApproval: false, result);
}
