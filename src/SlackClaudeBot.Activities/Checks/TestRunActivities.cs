using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Runs the tests of repositories in their sandbox.</summary>
public sealed partial class TestRunActivities(ISandboxProvider sandboxes, IArtifactStore artifacts, TimeProvider time, ILogger<TestRunActivities> logger) : ITestRunActivities
{
    /// <inheritdoc/>
    [Activity]
    public async Task<TestRunResult> RunTestsAsync(RunTests input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            return await RunAsync(input, ActivityExecutionContext.Current.CancellationToken);
        }
        catch (SandboxLostException e)
        {
            throw new ApplicationFailureException(e.Message, e, FailureTypes.SandboxLost, nonRetryable: true);
        }
    }

    private async Task<TestRunResult> RunAsync(RunTests input, CancellationToken cancellationToken)
    {
        var sandbox = await sandboxes.GetAsync(input.TaskId, cancellationToken);
        await RepositoryFolder.EndEarlierTestsAsync(sandbox, cancellationToken);
        var begun = time.GetTimestamp();
        var results = new List<RepositoryTests>();
        foreach (var repository in input.Repositories)
        {
            var timeLeft = input.Timeout - time.GetElapsedTime(begun);
            results.Add(await Heartbeats.DuringAsync(token => TestAsync(input, sandbox, repository, timeLeft, token), time, repository.Name));
        }

        return new TestRunResult(results);
    }

    private async Task<RepositoryTests> TestAsync(RunTests input, ISandbox sandbox, ClonedRepository repository, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        var folder = new RepositoryFolder(sandbox, repository.Directory);
        if (await folder.DetectAsync(cancellationToken) is not { } runner)
        {
            Log.NoRunner(logger, repository.Name);
            return None(repository);
        }

        var begun = time.GetTimestamp();
        var output = new TestOutput();
        var (ran, exit) = await folder.RunAsync(runner, output, timeLeft, time, cancellationToken);
        var text = output.Text();
        var counts = TestOutputParser.Parse(ran.Name, text);
        // Only of npm's scripts the output need not tell.
        if (ran.Name != TestRunner.Npm && !counts.Any && !exit.TimedOut && (exit.Code == 0 || ran.SaysNoTests(exit.Code)))
        {
            Log.NoTests(logger, ran.Name, repository.Name);
            return None(repository);
        }

        var succeeded = exit is { Code: 0, TimedOut: false };
        var result = new RepositoryTests(
            repository.Name,
            ran.Name,
            succeeded,
            counts.Passed,
            counts.Failed,
            counts.Skipped,
            counts.CoveragePercent,
            time.GetElapsedTime(begun),
            await ExcerptAsync(folder, ran, exit, text, cancellationToken),
            await KeepAsync(input, repository, text, cancellationToken));
        Log.Ran(logger, ran.Name, repository.Name, exit.Code, result.Passed, result.Failed, result.Skipped);
        return result;
    }

    private static RepositoryTests None(ClonedRepository repository) =>
        new(repository.Name, null, true, 0, 0, 0, null, TimeSpan.Zero, string.Empty, null);

    private static async Task<string> ExcerptAsync(RepositoryFolder folder, TestRunner ran, SandboxExit exit, string text, CancellationToken cancellationToken) => exit switch
    {
        { TimedOut: true } => $"The tests did not end in time.\n{TestExcerpt.Of(text, failed: true)}",
        { Code: 126 or 127 } when !await folder.HasAsync(ran.Command[0], cancellationToken) =>
            $"The sandbox has no {ran.Command[0]}, so no test ran. SANDBOX_IMAGE can name an image that has it.",
        _ => TestExcerpt.Of(text, failed: exit.Code != 0),
    };

    private async Task<Workflows.Contracts.Artifacts.ArtifactReference?> KeepAsync(RunTests input, ClonedRepository repository, string text, CancellationToken cancellationToken)
    {
        var plain = string.Concat(repository.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        var name = $"tests-{input.Stage}-{input.Attempt}-{(plain.Length <= 100 ? plain : plain[..100])}.log";
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var content = new MemoryStream(bytes);
            return await artifacts.WriteAsync(input.TaskId, name, content, Math.Max(bytes.Length, 1), cancellationToken);
        }
        catch (IOException e)
        {
            Log.NotKept(logger, name, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "No test runner was found in {Repository}.")]
        public static partial void NoRunner(ILogger logger, string repository);

        [LoggerMessage(LogLevel.Information, "{Runner} found no tests in {Repository}.")]
        public static partial void NoTests(ILogger logger, string runner, string repository);

        [LoggerMessage(LogLevel.Information, "{Runner} in {Repository} ended with {ExitCode}: {Passed} passed, {Failed} failed, {Skipped} skipped.")]
        public static partial void Ran(ILogger logger, string runner, string repository, int exitCode, int passed, int failed, int skipped);

        [LoggerMessage(LogLevel.Warning, "Could not keep {Name}: {Reason}")]
        public static partial void NotKept(ILogger logger, string name, string reason);
    }
}
