using System.Globalization;
using SlackClaudeBot.Activities.Checks.Reports;
using SlackClaudeBot.Activities.Checks.Runners;
using SlackClaudeBot.Workflows.Contracts.Checks;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>The result of one runner, and its wording for people.</summary>
/// <param name="Run">How it went.</param>
/// <param name="Outcome">The result.</param>
/// <param name="Counts">Its tests.</param>
/// <param name="Duration">Wall-clock time, with setting up.</param>
/// <param name="Headline">A short explanation if the counts do not explain the result; null otherwise.</param>
internal sealed record RunnerReport(RunnerRun Run, RunnerOutcome Outcome, TestCounts Counts, TimeSpan Duration, string? Headline)
{
    /// <summary>Whether tests ran and all passed: a runner that succeeds without tests proves nothing.</summary>
    public bool Proves => Outcome == RunnerOutcome.Passed && Counts.Passed > 0;

    /// <summary>Judges a run.</summary>
    /// <param name="run">How it went.</param>
    /// <param name="isInstalled">Whether the sandbox has the runner's program.</param>
    /// <param name="timeout">The time that all tests together had.</param>
    /// <param name="duration">How long this run took.</param>
    public static RunnerReport Create(RunnerRun run, bool isInstalled, TimeSpan timeout, TimeSpan duration)
    {
        var runner = run.Runner;
        var (counts, text) = Count(run);
        var outcome = run.Exit switch
        {
            { TimedOut: true } => RunnerOutcome.TimedOut,
            _ when !isInstalled || (run.FailedSetup is not null && !runner.IsSetupOptional) => RunnerOutcome.CouldNotStart,
            { Code: 0 } when counts.Any || runner.IsScript => RunnerOutcome.Passed,
            { Code: 0 } => RunnerOutcome.NoTests,
            { Code: var code } when !counts.Any && counts.NotCollected == 0 && runner.SaysNoTests(code) => RunnerOutcome.NoTests,
            { Code: var code } when counts.Failed == 0 && (counts.NotCollected > 0 || runner.SaysNotStarted(code)) => RunnerOutcome.CouldNotStart,
            // Compilers and build tools fail before the first test; a script may be a linter as well.
            _ when !counts.Any && !runner.IsScript => RunnerOutcome.CouldNotStart,
            _ => RunnerOutcome.Failed,
        };
        return new RunnerReport(run with { Text = text }, outcome, counts, duration, HeadlineOf(run, outcome, counts, isInstalled, timeout));
    }

    /// <summary>A machine-readable report wins. The text is used for runners without one, and for coverage.</summary>
    private static (TestCounts Counts, string Text) Count(RunnerRun run)
    {
        if (run.Runner.Name == TestRunner.Go)
        {
            return GoEvents.Parse(run.Text);
        }

        var printed = TestOutputParser.Parse(run.Runner.Name, run.Text);
        return (run.Reported is { } reported ? reported with { CoveragePercent = printed.CoveragePercent } : printed, run.Text);
    }

    private static string? HeadlineOf(RunnerRun run, RunnerOutcome outcome, TestCounts counts, bool isInstalled, TimeSpan timeout) => outcome switch
    {
        RunnerOutcome.TimedOut => $"{run.Runner.Title}: timed out after {Minutes(timeout)}",
        RunnerOutcome.NoTests => $"{run.Runner.Title}: no tests found",
        RunnerOutcome.CouldNotStart when !isInstalled => $"{run.Runner.Title}: tests could not start; the sandbox has no {run.Runner.Command[0]}",
        RunnerOutcome.CouldNotStart when counts.NotCollected > 0 =>
            string.Create(CultureInfo.InvariantCulture, $"{run.Runner.Title}: {(counts.Any ? "not all tests could start" : "tests could not start")}; {counts.NotCollected} test {(counts.NotCollected == 1 ? "file" : "files")} could not be loaded"),
        RunnerOutcome.CouldNotStart when run.FailedSetup is { } setUp => $"{run.Runner.Title}: tests could not start; `{setUp}` failed",
        RunnerOutcome.CouldNotStart => $"{run.Runner.Title}: tests could not start",
        RunnerOutcome.Failed when counts.Failed == 0 => string.Create(CultureInfo.InvariantCulture, $"{run.Runner.Title}: ended with exit code {run.Exit.Code}"),
        _ => null,
    };

    private static string Minutes(TimeSpan time) => time.TotalMinutes >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalMinutes)} min")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(time.TotalSeconds)} s");
}
