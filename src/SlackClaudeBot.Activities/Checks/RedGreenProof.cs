using System.Globalization;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Workflows.Contracts.Checks;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>
/// Judges what changed tests prove: those that fail on the base commit and pass with the change. Counts are compared, so whatever else could
/// explain a difference is said to prove nothing.
/// </summary>
internal static class RedGreenProof
{
    /// <summary>Whether a repository has changed tests that pass.</summary>
    public static bool IsWanted(TestedRepository tested) =>
        tested.Tests is { Succeeded: true, Passed: > 0, Runs: not null } && tested.Changed.Any(TestFiles.IsTest);

    /// <summary>What the run on the base commit says of the changed tests, in one sentence.</summary>
    /// <param name="after">The tests with the change; all passed.</param>
    /// <param name="before">The same runners with the changed tests on the base commit.</param>
    public static string Judge(TestedRepository after, IReadOnlyList<RunnerReport> before)
    {
        var ran = after.Tests.Runs!.Where(r => r.Outcome != RunnerOutcome.NoTests).ToList();
        var (failed, passed, skipped) = (before.Sum(r => r.Counts.Failed), before.Sum(r => r.Counts.Passed), before.Sum(r => r.Counts.Skipped));
        return before switch
        {
            _ when after.Changed.Any(TestFiles.IsRunnerConfiguration) =>
                "The change also edits how tests are run, so comparing with the base commit proves nothing.",
            _ when before.Count(r => r.Outcome != RunnerOutcome.NoTests) != ran.Count || before.Any(r => r.Outcome is RunnerOutcome.CouldNotStart or RunnerOutcome.TimedOut) =>
                "The changed tests could not be run on the base commit, so they prove nothing.",
            _ when failed == 0 => "The changed tests pass on the base commit too, or are skipped, so they prove nothing.",
            _ when failed + passed + skipped != after.Tests.Passed + after.Tests.Skipped || skipped < after.Tests.Skipped =>
                "Other tests ran on the base commit than with the change, so comparing them proves nothing.",
            _ => string.Create(
                CultureInfo.InvariantCulture, $"Failed before, {(failed == 1 ? "passes" : "pass")} now: {failed} {(failed == 1 ? "test" : "tests")}. On the base commit {failed} failed and {passed} passed; with the change {after.Tests.Passed} passed."),
        };
    }
}
