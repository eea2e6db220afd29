using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>Runs the tests of the collected commits in the task's sandbox, each in a clean checkout.</summary>
public sealed partial class TestRunActivities(
    ISandboxProvider sandboxes, IArtifactStore artifacts, GitHubOptions options, TimeProvider time, ILogger<TestRunActivities> logger) : ITestRunActivities
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
        var sandbox = await sandboxes.GetAsync(input.Key.TaskId, cancellationToken);
        await RunnerExecution.EndEarlierTestsAsync(sandbox, cancellationToken);
        await RemoveCheckoutsAsync(sandbox, cancellationToken);
        var startedAt = time.GetTimestamp();
        var tester = new RepositoryTester(sandbox, options, time, logger);
        var results = new List<RepositoryTests>();
        foreach (var repository in input.Repositories)
        {
            var timeLeft = input.Timeout - time.GetElapsedTime(startedAt);
            var commit = input.Changes?.FirstOrDefault(c => c.Name == repository.Name)?.HeadCommit ?? repository.BaseCommit;
            var tested = await Heartbeats.DuringAsync(token => tester.TestAsync(repository, commit, timeLeft, input.Timeout, token), time, repository.Name);
            results.Add(tested.Log.Length == 0 ? tested.Tests : tested.Tests with { Log = await KeepAsync(input, repository, tested.Log, cancellationToken) });
        }

        await RemoveCheckoutsAsync(sandbox, cancellationToken);
        return new TestRunResult(results);
    }

    private static Task<SandboxExit> RemoveCheckoutsAsync(ISandbox sandbox, CancellationToken cancellationToken) =>
        sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", CleanCheckout.FolderOf(sandbox)]), cancellationToken);

    private async Task<Workflows.Contracts.Artifacts.ArtifactReference?> KeepAsync(RunTests input, ClonedRepository repository, string text, CancellationToken cancellationToken)
    {
        var plain = string.Concat(repository.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        var name = $"tests-{input.Key.Stage}-{input.Key.Attempt}-{(plain.Length <= 100 ? plain : plain[..100])}.log";
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var content = new MemoryStream(bytes);
            return await artifacts.WriteAsync(input.Key.TaskId, name, content, Math.Max(bytes.Length, 1), cancellationToken);
        }
        catch (IOException e)
        {
            Log.NotKept(logger, name, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Could not save {Name}: {Reason}")]
        public static partial void NotKept(ILogger logger, string name, string reason);
    }
}
