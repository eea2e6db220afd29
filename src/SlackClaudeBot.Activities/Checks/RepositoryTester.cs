using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Checks.Runners;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>The tests of one repository, with the text that is kept as their log.</summary>
/// <param name="Tests">What they said.</param>
/// <param name="Log">The output of all runners.</param>
/// <param name="Changed">The paths that the commit changed.</param>
internal sealed record TestedRepository(RepositoryTests Tests, string Log, IReadOnlyList<string> Changed);

/// <summary>Tests one repository's collected commit: checks it out, finds its runners, runs them and says what they cover.</summary>
internal sealed partial class RepositoryTester(ISandbox sandbox, GitHubOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxUncoveredNamed = 20;
    private const int MaxFilesRead = 60;
    private const int MaxFileBytes = 1024 * 1024;

    /// <summary>The result of a repository whose tests did not run, or did not end.</summary>
    public static TestedRepository NotTested(ClonedRepository repository, string headline, string log) => Without(repository, headline, succeeded: false, [], log);

    /// <summary>Tests a commit within the remaining time.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="bundle">The path, inside, of the bundle that holds it; null for the base commit, which the mirror has.</param>
    /// <param name="timeLeft">How long its tests may take.</param>
    /// <param name="timeout">How long all tests together may take.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public async Task<TestedRepository> TestAsync(
        ClonedRepository repository, string commit, string? bundle, TimeSpan timeLeft, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        CleanCheckout checkout;
        try
        {
            checkout = await CleanCheckout.CreateAsync(sandbox, options, repository, commit, bundle, cancellationToken);
        }
        catch (GitException e)
        {
            Log.NoCheckout(logger, repository.Name, e.Message);
            return NotTested(repository, "tests could not start; the commit could not be checked out", e.Message);
        }

        var found = await FindRunnersAsync(checkout, cancellationToken);
        if (found.Count == 0)
        {
            Log.NoRunner(logger, repository.Name);
            return Without(repository, "no known test runner", succeeded: true, TestCoverage.FindUncovered(checkout.Changed, []), string.Empty);
        }

        var reports = new List<RunnerReport>();
        foreach (var runner in RunnerDetection.Choose(found, checkout.Changed))
        {
            reports.Add(await RunAsync(checkout, runner, timeLeft - time.GetElapsedTime(startedAt), timeout, cancellationToken));
            var last = reports[^1];
            Log.Ran(logger, runner.Title, repository.Name, last.Outcome, last.Counts.Passed, last.Counts.Failed, last.Counts.Skipped);
        }

        // A runner that did not run has not passed.
        var passed = found.Select(runner => (runner, Passed: reports.Any(r => r.Run.Runner.Folder == runner.Folder && r.Run.Runner.Language == runner.Language && r.Proves))).ToList();
        return Describe(repository, checkout, reports, TestCoverage.FindUncovered(checkout.Changed, passed), time.GetElapsedTime(startedAt));
    }

    /// <summary>Runs the changed tests on the base commit.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tested">Its tests with the change.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="bundle">The path, inside, of the bundle that holds it.</param>
    /// <param name="timeLeft">How long they may take.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public async Task<TestedRepository> ProveAsync(
        ClonedRepository repository, TestedRepository tested, string commit, string bundle, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var reports = new List<RunnerReport>();
        try
        {
            var checkout = await CleanCheckout.CreateAsync(sandbox, options, repository, commit, bundle, cancellationToken);
            checkout = await checkout.ReturnToBaseAsync(sandbox, options, repository, commit, TestFiles.IsTest, cancellationToken);
            // The same runners as with the change: only then do their counts compare.
            var found = await FindRunnersAsync(checkout, cancellationToken);
            foreach (var runner in found.Where(f => tested.Tests.Runs!.Any(run => run.Runner == f.Name && run.Folder == f.Folder)))
            {
                reports.Add(await RunAsync(checkout, runner, timeLeft - time.GetElapsedTime(startedAt), timeLeft, cancellationToken));
            }
        }
        catch (GitException e)
        {
            Log.NoCheckout(logger, repository.Name, e.Message);
        }

        var proof = RedGreenProof.Judge(tested, reports);
        Log.Proved(logger, repository.Name, proof);
        var log = string.Join('\n', reports.Select(r => $"==> {r.Run.Runner.Title}, with the changed tests on the base commit\n{r.Run.Text}"));
        return tested with { Tests = tested.Tests with { Proof = proof }, Log = $"{tested.Log}\n{log}" };
    }

    private async Task<IReadOnlyList<TestRunner>> FindRunnersAsync(CleanCheckout checkout, CancellationToken cancellationToken) =>
        RunnerDetection.Find(new RepositoryFiles(checkout.Paths, await ReadAsync(checkout, cancellationToken)));

    private async Task<RunnerReport> RunAsync(CleanCheckout checkout, TestRunner runner, TimeSpan timeLeft, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        var execution = new RunnerExecution(sandbox, checkout, time);
        var run = await execution.RunAsync(runner, timeLeft, cancellationToken);
        var program = run.FailedSetup is null ? run.Runner.Command[0] : runner.Setup[0][0];
        var isInstalled = run.Exit.Code is not (126 or 127) || await execution.HasAsync(program, runner.Folder, cancellationToken);
        return RunnerReport.Create(run, isInstalled, timeout, time.GetElapsedTime(startedAt));
    }

    private static TestedRepository Describe(ClonedRepository repository, CleanCheckout checkout, List<RunnerReport> reports, IReadOnlyList<string> uncovered, TimeSpan duration)
    {
        var ran = reports.Where(r => r.Outcome != RunnerOutcome.NoTests).ToList();
        var failed = ran.Where(r => r.Outcome != RunnerOutcome.Passed).ToList();
        var headlines = reports.Select(r => r.Headline).OfType<string>().ToList();
        var log = string.Join('\n', reports.Select(r => $"==> {r.Run.Runner.Title}\n{r.Run.Text}"));
        var tests = new RepositoryTests(
            repository.Name,
            ran.Count == 0 ? null : string.Join(", ", ran.Select(r => r.Run.Runner.Title).Distinct()),
            failed.Count == 0,
            ran.Sum(r => r.Counts.Passed),
            ran.Sum(r => r.Counts.Failed),
            ran.Sum(r => r.Counts.Skipped),
            ran.Select(r => r.Counts.CoveragePercent).FirstOrDefault(percent => percent is not null),
            duration,
            failed.Count > 0 ? Excerpt(failed[0]) : TestExcerpt.Select(ran.LastOrDefault()?.Run.Text ?? string.Empty, failed: false),
            Log: null,
            headlines.Count == 0 ? null : string.Join("; ", headlines),
            [.. reports.Select(r => new RunnerResult(r.Run.Runner.Name, r.Run.Runner.Folder, r.Outcome, r.Counts.Passed, r.Counts.Failed, r.Counts.Skipped, r.Duration))],
            Named(uncovered),
            uncovered.Count == 0);
        return new TestedRepository(tests, log, checkout.Changed);
    }

    private static string Excerpt(RunnerReport report)
    {
        var text = TestExcerpt.Select(report.Run.Text, failed: true);
        return report switch
        {
            { Outcome: RunnerOutcome.CouldNotStart, Headline: { } headline } when headline.Contains("the sandbox has no", StringComparison.Ordinal) =>
                $"The sandbox has no {report.Run.Runner.Command[0]}, so no test ran. SANDBOX_IMAGE can name an image that has it.",
            { Headline: { } headline } => $"{headline}\n{text}",
            _ => text,
        };
    }

    private static TestedRepository Without(ClonedRepository repository, string headline, bool succeeded, IReadOnlyList<string> uncovered, string log) => new(
        new RepositoryTests(
            repository.Name, succeeded ? null : "git", succeeded, 0, 0, 0, null, TimeSpan.Zero, log, null, headline, [], Named(uncovered), CoversChanges: succeeded && uncovered.Count == 0),
        log,
        []);

    private static IReadOnlyList<string> Named(IReadOnlyList<string> uncovered) => uncovered.Count <= MaxUncoveredNamed
        ? uncovered
        : [.. uncovered.Take(MaxUncoveredNamed - 1), string.Create(CultureInfo.InvariantCulture, $"and {uncovered.Count - MaxUncoveredNamed + 1} more")];

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(CleanCheckout checkout, CancellationToken cancellationToken)
    {
        var contents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in checkout.Paths.Where(RepositoryFiles.IsRead).OrderBy(path => path.Count(c => c == '/')).ThenBy(path => path, StringComparer.Ordinal).Take(MaxFilesRead))
        {
            try
            {
                if (await sandbox.ReadFileAsync($"{checkout.Directory}/{path}", MaxFileBytes, cancellationToken) is { } content)
                {
                    contents[path] = Encoding.UTF8.GetString(content);
                }
            }
            catch (InvalidDataException)
            {
                // Too large to be what its name says.
            }
        }

        return contents;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "No test runner was found in {Repository}.")]
        public static partial void NoRunner(ILogger logger, string repository);

        [LoggerMessage(LogLevel.Warning, "The commit of {Repository} could not be checked out for its tests: {Reason}")]
        public static partial void NoCheckout(ILogger logger, string repository, string reason);

        [LoggerMessage(LogLevel.Information, "The changed tests of {Repository} on its base commit: {Proof}")]
        public static partial void Proved(ILogger logger, string repository, string proof);

        [LoggerMessage(LogLevel.Information, "{Runner} in {Repository}: {Outcome}, {Passed} passed, {Failed} failed, {Skipped} skipped.")]
        public static partial void Ran(ILogger logger, string runner, string repository, RunnerOutcome outcome, int passed, int failed, int skipped);
    }
}
