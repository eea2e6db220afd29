namespace SlackClaudeBot.Workflows.Engine;

/// <summary>Says why a task that asked for no approval needs one after all.</summary>
internal static class NoApprovalFallback
{
    private const int MaxFiles = 3;

    /// <summary>The reason, for the stage's summary; null if the task asked for an approval anyway, or the reason shows already.</summary>
    public static string? Explain(bool requireApproval, AttemptResult result)
    {
        if (requireApproval || result.Problem is not null || result.ChangedNothing)
        {
            return null;
        }

        var untested = result.Changes.Repositories
            .Where(changed => changed.IsChanged && !result.Tests.Repositories.Any(tests => tests.Name == changed.Name && tests.Passed > 0))
            .Select(changed => changed.Name)
            .ToList();
        var reason = !result.Tests.AnyRan ? "no tests ran"
            : result.Changes.Weakened is { Count: > 0 } ? "the change may weaken the tests"
            : untested.Count > 0 ? $"no tests ran in {string.Join(", ", untested)}"
            : $"no passing tests cover {Uncovered(result)}";
        return $"--no-approval was asked for, but {reason}: somebody must approve this.";
    }

    private static string Uncovered(AttemptResult result)
    {
        var files = result.Tests.Repositories.SelectMany(tests => tests.Uncovered ?? []).ToList();
        return files.Count == 0 ? "every changed file" : string.Join(", ", files.Take(MaxFiles)) + (files.Count > MaxFiles ? " and more" : string.Empty);
    }
}
