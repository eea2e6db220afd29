using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Checks;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace SlackClaudeBot.Workflows.Engine;

/// <summary>One attempt: the agent works, its changes are collected, the tests run. A lost sandbox repeats only what went with it.</summary>
internal sealed class StageAttempt(TaskRun run, Workspace workspace, AttemptKey key, string prompt)
{
    private readonly AgentTurns _turns = new(run, workspace, key, prompt);
    private StageChanges? _changes;
    private TestRunResult? _tests;

    /// <summary>Null where the agent asked and nobody answered in time.</summary>
    public async Task<AttemptResult?> RunAsync()
    {
        var startedAt = Workflow.UtcNow;
        var waitedBefore = run.Progress.WaitedForPeople;
        while (true)
        {
            try
            {
                if (await _turns.RunAsync() is not { } agent)
                {
                    return null;
                }

                _changes ??= await CollectAsync(agent);
                _tests ??= await TestAsync(_changes);
                var duration = Workflow.UtcNow - startedAt - (run.Progress.WaitedForPeople - waitedBefore);
                return new AttemptResult(agent, _changes, _tests, _turns.CostUsd, duration);
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

    private async Task<StageChanges> CollectAsync(ClaudeResult agent)
    {
        await run.EnterAsync(WorkStatus.Running, "Collecting the changes…");
        var changes = await run.Calls.CollectChangesAsync(new CollectChanges(
            workspace.Sandbox, key, CommitMessages.For(run.Task, agent.Summary), workspace.Repositories));
        workspace.Keep(changes);
        return changes;
    }

    private async Task<TestRunResult> TestAsync(StageChanges changes)
    {
        if (changes.Repositories.All(r => !r.IsChanged))
        {
            return TestRunResult.None;
        }

        await run.EnterAsync(WorkStatus.Testing, "Running the tests…");
        return await run.Calls.RunTestsAsync(new RunTests(
            workspace.Sandbox, key, workspace.Repositories, ActivityPolicies.TestsTimeout, changes.Repositories));
    }
}
