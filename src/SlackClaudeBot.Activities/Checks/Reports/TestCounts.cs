namespace SlackClaudeBot.Activities.Checks.Reports;

/// <summary>The numbers of a test run; zeros and null if the output does not say.</summary>
internal sealed record TestCounts(int Passed = 0, int Failed = 0, int Skipped = 0, double? CoveragePercent = null)
{
    /// <summary>Files of tests that could not be loaded: their tests are unknown, so they are not failed tests.</summary>
    public int NotCollected { get; init; }

    public static TestCounts operator +(TestCounts a, TestCounts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped, b.CoveragePercent ?? a.CoveragePercent) { NotCollected = a.NotCollected + b.NotCollected };

    /// <summary>Whether there was any test.</summary>
    public bool Any => Passed + Failed + Skipped > 0;
}
