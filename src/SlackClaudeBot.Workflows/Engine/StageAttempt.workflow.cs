using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>
/// One attempt: the agent works, its changes are collected, the tests run. A lost sandbox repeats only what was lost with it.
/// Work that exists is never thrown away: what fails after the agent has worked becomes the reason that the reviewer reads.
/// </summary>
internal sealed class StageAttempt(TaskRun run, Workspace workspace, Stage stage, AttemptKey key, string prompt)
{
    private readonly AgentTurns _turns = new(run, workspace, stage, key, prompt);
    private readonly DateTime _startedAt = Workflow.UtcNow;
    private readonly TimeSpan _waitedBefore = run.Progress.WaitedForPeople;
    private StageChanges? _changes;
    private TestRunResult? _tests;
    private string? _failure;

    /// <summary>How long it took until now, without waiting for people.</summary>
    private TimeSpan Duration => Workflow.UtcNow - _startedAt - (run.Progress.WaitedForPeople - _waitedBefore);

    /// <summary>Null if the agent asked a question that nobody answered in time. However it ends, its metrics are written.</summary>
    public async Task<AttemptResult?> RunAsync()
    {
        try
        {
            var result = await WorkAsync();
            run.Metrics.Add(ToMetrics(result is null ? "Nobody answered the agent's question in time." : ErrorOf(result)));
            return result;
        }
        catch (Exception e) when (run.IsCancellation(e))
        {
            run.Metrics.Add(ToMetrics("The task was cancelled."));
            throw;
        }
        catch (ActivityFailureException e)
        {
            run.Metrics.Add(ToMetrics(run.Reason(e)));
            throw;
        }
    }

    private static string? ErrorOf(AttemptResult result) =>
        result.Failure ?? (result.Agent.Outcome == AgentOutcome.Succeeded ? null : result.Agent.Error ?? result.Problem);

    private AttemptMetrics ToMetrics(string? error) => new()
    {
        Key = key,
        Kind = run.Kind.Name,
        Requester = run.Task.Requester,
        Repositories = [.. run.Task.Repositories.Select(repository => repository.FullName)],
        EndedAt = Workflow.UtcNow,
        TokensUsed = _turns.TokensUsed,
        CostUsd = _turns.CostUsd,
        Duration = Duration,
        Turns = _turns.Count,
        FilesModified = _changes?.FilesChanged ?? 0,
        LinesAdded = _changes?.LinesAdded ?? 0,
        LinesRemoved = _changes?.LinesRemoved ?? 0,
        TestsPass = _tests is { AnyRan: true } ? _tests.AllPassed : null,
        Error = error,
    };

    private async Task<AttemptResult?> WorkAsync()
    {
        while (true)
        {
            try
            {
                if (await _turns.RunAsync() is not { } agent)
                {
                    return null;
                }

                _changes ??= await OrReviewAsync(() => CollectAsync(agent), StageChanges.None);
                _tests ??= await OrReviewAsync(() => TestAsync(_changes), TestRunResult.None);
                return new AttemptResult(agent, _changes, _tests, _turns.CostUsd, Duration) { Output = stage.Output, Failure = _failure };
            }
            catch (ActivityFailureException e) when (workspace.CanRecoverFrom(e))
            {
                if (await workspace.RecoverAsync(e) && _changes is null)
                {
                    _turns.StartOver();
                }
            }
        }
    }

    private async Task<T> OrReviewAsync<T>(Func<Task<T>> step, T nothing)
    {
        try
        {
            return await step();
        }
        catch (ActivityFailureException e) when (!run.IsCancellation(e) && !workspace.CanRecoverFrom(e))
        {
            _failure = run.Reason(e);
            return nothing;
        }
    }

    private async Task<StageChanges> CollectAsync(ClaudeResult agent)
    {
        if (stage.Output != StageOutput.Changes)
        {
            return StageChanges.None;
        }

        await run.EnterAsync(WorkStatus.Running, "Collecting the changes…");
        var input = new CollectChanges(workspace.Sandbox, key, CommitMessages.For(run.Task, agent.Summary), workspace.Repositories);
        var changes = await run.Calls.RunAsync(
            (IRepositoryActivities a) => a.CollectChangesAsync(input),
            Policies.Repositories(input.Sandbox.HostTaskQueue, run.Cancelled),
            failed: "The changes could not be taken out of the sandbox",
            waiting: "Waiting for the sandbox to hand over its changes…");
        workspace.Keep(changes);
        return changes;
    }

    private async Task<TestRunResult> TestAsync(StageChanges changes)
    {
        if (stage.Checks == StageChecks.None || changes.Repositories.All(r => !r.IsChanged))
        {
            return TestRunResult.None;
        }

        await run.EnterAsync(WorkStatus.Testing, "Running the tests…");
        var input = new RunTests(workspace.Sandbox, key, workspace.Repositories, stage.TestsTimeout, changes.Repositories);
        return await run.Calls.RunAsync(
            (ITestRunActivities a) => a.RunTestsAsync(input),
            Policies.Tests(input.Sandbox.HostTaskQueue, stage.TestsTimeout, run.Cancelled),
            failed: "The tests could not be run");
    }
}
