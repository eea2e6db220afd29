namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Tells why a task that asked for no approval needs one after all.</summary>
internal static class NoApprovalFallback
{
    /// <summary>The reason, for the stage's summary; null if the task asked for an approval anyway, or the reason shows already.</summary>
    public static string? Explain(bool requireApproval, AttemptResult result)
    {
        if (requireApproval || result.Problem is not null || result.ChangedNothing)
        {
            return null;
        }

        var untested = result.Changes.Repositories
            .Where(changed => changed.Bundle is not null && !result.Tests.Repositories.Any(tests => tests.Name == changed.Name && tests.Passed > 0))
            .Select(changed => changed.Name)
            .ToList();
        var reason = !result.Tests.AnyRan ? "no tests ran"
            : !result.Tests.AllPassed ? "tests failed"
            : result.Changes.Weakened is { Count: > 0 } ? "the change may weaken the tests"
            : untested.Count > 0 ? $"no tests ran in {string.Join(", ", untested)}"
            : "the agent did not finish normally";
        return $"--no-approval was asked for, but {reason}: somebody must approve this.";
    }
}
