using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Foundation.Artifacts;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Artifacts;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using Temporalio.Activities;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>
/// Runs the tests of the collected commits in a new sandbox, which is removed afterwards. Nothing of the agent's reaches it but the commits
/// that would be pushed.
/// </summary>
public sealed partial class TestRunActivities(
    ISandboxProvider sandboxes, IArtifactStore artifacts, GitHubOptions options, TimeProvider time, ILogger<TestRunActivities> logger) : ITestRunActivities
{
    /// <summary>The latest call by its sandbox: a call that was replaced must not remove the sandbox of its successor.</summary>
    private readonly ConcurrentDictionary<string, object> _running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    [Activity]
    public Task<TestRunResult> RunTestsAsync(RunTests input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Heartbeats.DuringAsync(token => RunAsync(input, token), time);
    }

    private async Task<TestRunResult> RunAsync(RunTests input, CancellationToken cancellationToken)
    {
        var name = TestsSandbox.NameFor(input.Key.TaskId);
        var call = new object();
        _running[name] = call;
        try
        {
            var startedAt = time.GetTimestamp();
            var tested = await TestAllAsync(await MakeSandboxAsync(name, input, cancellationToken), input, startedAt, cancellationToken);
            if (tested.Any(RedGreenProof.IsWanted))
            {
                tested = await ProveAllAsync(await MakeSandboxAsync(name, input, cancellationToken), input, tested, startedAt, cancellationToken);
            }

            var kept = new List<RepositoryTests>();
            foreach (var (repository, result) in input.Repositories.Zip(tested))
            {
                kept.Add(result.Log.Length == 0 ? result.Tests : result.Tests with { Log = await KeepAsync(input, repository, result.Log, cancellationToken) });
            }

            return new TestRunResult(kept);
        }
        catch (Exception e) when (e is SandboxLostException or SandboxUnavailableException)
        {
            // The next try makes another sandbox.
            throw ActivityFailures.Transient(e.Message, e);
        }
        finally
        {
            if (_running.TryRemove(new KeyValuePair<string, object>(name, call)))
            {
                await RemoveAsync(name);
            }
        }
    }

    private async Task<ISandbox> MakeSandboxAsync(string name, RunTests input, CancellationToken cancellationToken)
    {
        // A killed bot leaves a sandbox, with tests that may still run.
        await sandboxes.RemoveAsync(name, cancellationToken);
        var mirrors = input.Repositories.Select(repository => RepositoryAddress.Require(options, repository).MirrorFolder).Distinct();
        var sandbox = await sandboxes.ProvisionAsync(new SandboxRequest(name, input.Key.WorkflowId, [.. mirrors]), cancellationToken);
        await GitConfiguration.WriteAsync(sandbox, options, cancellationToken);
        return sandbox;
    }

    private async Task<IReadOnlyList<TestedRepository>> TestAllAsync(ISandbox sandbox, RunTests input, long startedAt, CancellationToken cancellationToken)
    {
        var tester = new RepositoryTester(sandbox, options, time, logger);
        var results = new List<TestedRepository>();
        foreach (var repository in input.Repositories)
        {
            results.Add(await TestAsync(sandbox, tester, repository, input, input.Timeout - time.GetElapsedTime(startedAt), cancellationToken));
        }

        return results;
    }

    /// <summary>Runs changed tests on the base commit too, in another sandbox: what ran with the change could have prepared the first one.</summary>
    private async Task<IReadOnlyList<TestedRepository>> ProveAllAsync(
        ISandbox sandbox, RunTests input, IReadOnlyList<TestedRepository> tested, long startedAt, CancellationToken cancellationToken)
    {
        var tester = new RepositoryTester(sandbox, options, time, logger);
        var results = new List<TestedRepository>();
        foreach (var (repository, result) in input.Repositories.Zip(tested))
        {
            var changes = input.Changes?.FirstOrDefault(c => c.Name == repository.Name);
            if (changes?.Bundle is not { } bundle || !RedGreenProof.IsWanted(result))
            {
                results.Add(result);
                continue;
            }

            try
            {
                var inside = await CarryInAsync(sandbox, bundle, cancellationToken);
                results.Add(await tester.ProveAsync(repository, result, changes.HeadCommit, inside, input.Timeout - time.GetElapsedTime(startedAt), cancellationToken));
            }
            catch (SandboxLostException e) when (e.InnerException is SandboxFullException)
            {
                results.Add(result with { Tests = result.Tests with { Proof = RedGreenProof.Judge(result, []) } });
            }
        }

        return results;
    }

    private async Task<TestedRepository> TestAsync(
        ISandbox sandbox, RepositoryTester tester, ClonedRepository repository, RunTests input, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        var changes = input.Changes?.FirstOrDefault(c => c.Name == repository.Name);
        if (changes is { IsChanged: true, Bundle: null })
        {
            return RepositoryTester.NotTested(repository, "tests not run; there is no commit that could be pushed", changes.CannotBePushed!);
        }

        try
        {
            var bundle = changes?.Bundle is { } reference ? await CarryInAsync(sandbox, reference, cancellationToken) : null;
            return await tester.TestAsync(repository, changes?.HeadCommit ?? repository.BaseCommit, bundle, timeLeft, input.Timeout, cancellationToken);
        }
        catch (SandboxLostException e) when (e.InnerException is SandboxFullException full)
        {
            return RepositoryTester.NotTested(repository, "tests were stopped; they wrote too much to disk", full.Message);
        }
    }

    /// <summary>Writes a bundle into the sandbox. Returns its path inside.</summary>
    private async Task<string> CarryInAsync(ISandbox sandbox, ArtifactReference bundle, CancellationToken cancellationToken)
    {
        var file = artifacts.FindFile(bundle) ?? throw ActivityFailures.InvalidRequest($"The commit to test ({bundle.Key}) is not on this host any more.");
        var inside = $"{sandbox.Home}/tested.bundle";
        await sandbox.WriteFileAsync(inside, await File.ReadAllBytesAsync(file, cancellationToken), cancellationToken);
        return inside;
    }

    /// <summary>Removes the sandbox, whatever happened; if that fails, it is left to the next try, to the end of the task, or to the sweeper.</summary>
    private async Task RemoveAsync(string name)
    {
        try
        {
            await sandboxes.RemoveAsync(name, CancellationToken.None);
        }
        catch (Exception e) when (e is SandboxUnavailableException or IOException)
        {
            Log.NotRemoved(logger, name, e.Message);
        }
    }

    private async Task<ArtifactReference?> KeepAsync(RunTests input, ClonedRepository repository, string text, CancellationToken cancellationToken)
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

        [LoggerMessage(LogLevel.Warning, "Could not remove the sandbox {Name} of the tests: {Reason}")]
        public static partial void NotRemoved(ILogger logger, string name, string reason);
    }
}
