namespace SlackClaudeBot.Activities.Checks;

/// <summary>What a runner's output tells; zeros and null where it does not.</summary>
internal sealed record TestCounts(int Passed = 0, int Failed = 0, int Skipped = 0, double? CoveragePercent = null)
{
    public static TestCounts operator +(TestCounts a, TestCounts b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped, b.CoveragePercent ?? a.CoveragePercent);

    /// <summary>Whether the output told of any test.</summary>
    public bool Any => Passed + Failed + Skipped > 0;
}
