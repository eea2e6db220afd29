using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;

namespace SlackClaudeBot.Workflows.Contracts.Checks;

/// <summary>Asks for the tests of all repositories. Each collected commit (<c>Changes</c>) is tested in a new sandbox; without one, the base commit is.</summary>
public sealed record RunTests(
    SandboxHandle Sandbox,
    AttemptKey Key,
    IReadOnlyList<ClonedRepository> Repositories,
    TimeSpan Timeout,
    IReadOnlyList<RepositoryChanges>? Changes = null);

/// <summary>What the tests said.</summary>
/// <param name="Repositories">One for each repository.</param>
public sealed record TestRunResult(IReadOnlyList<RepositoryTests> Repositories)
{
    public static TestRunResult None { get; } = new([]);

    public bool AnyRan => Repositories.Any(r => r.Runner is not null);

    public bool AllPassed => Repositories.All(r => r.Runner is null || r.Succeeded);

    public int Passed => Repositories.Sum(r => r.Passed);

    public int Failed => Repositories.Sum(r => r.Failed);

    public int Skipped => Repositories.Sum(r => r.Skipped);
}

/// <summary>The tests of one repository.</summary>
/// <param name="Name"><c>owner/name</c>.</param>
/// <param name="Runner"><c>npm</c>, <c>pytest</c>, <c>unittest</c>, <c>cargo</c>, <c>go</c>, <c>dotnet</c>; null where none was found, or it found no tests.</param>
/// <param name="Succeeded">Whether the runner ended with 0.</param>
/// <param name="Passed">Tests passed, 0 where the output does not tell.</param>
/// <param name="Failed">Tests failed.</param>
/// <param name="Skipped">Tests skipped.</param>
/// <param name="CoveragePercent">Line coverage, where the output tells.</param>
/// <param name="Duration">Wall-clock time.</param>
/// <param name="Excerpt">The end of the output, or its failures; bounded.</param>
/// <param name="Log">The whole output, bounded.</param>
/// <param name="Headline">One short line that says what happened if counts do not ("tests could not start", "timed out after 20 min", "no known test runner"); null otherwise.</param>
/// <param name="Runs">Each runner by itself.</param>
/// <param name="Uncovered">Changed files for which no runner that passed speaks, at most 20.</param>
/// <param name="CoversChanges">Whether a runner that ran tests and passed speaks for every changed file.</param>
/// <param name="Proof">What the tests that the change adds or edits say of the base commit, for people: whether they fail there; null if it has no such tests, or they do not pass.</param>
public sealed record RepositoryTests(
    string Name,
    string? Runner,
    bool Succeeded,
    int Passed,
    int Failed,
    int Skipped,
    double? CoveragePercent,
    TimeSpan Duration,
    string Excerpt,
    ArtifactReference? Log,
    string? Headline = null,
    IReadOnlyList<RunnerResult>? Runs = null,
    IReadOnlyList<string>? Uncovered = null,
    bool CoversChanges = false,
    string? Proof = null);

/// <summary>Runs tests.</summary>
public interface ITestRunActivities
{
    /// <summary>Detects each repository's runner and runs it in a new sandbox beside the agent's. Failing tests are a result, not a failure.</summary>
    [Activity]
    Task<TestRunResult> RunTestsAsync(RunTests input);
}
