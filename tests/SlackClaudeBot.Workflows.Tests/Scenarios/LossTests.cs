using EmbeddedTemporal;
using EmbeddedTemporal.Time;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Repositories;
using SlackClaudeBot.Workflows.Contracts.Sandboxes;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using SlackClaudeBot.Workflows.Engine;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class LossTests
{
    [Fact]
    public async Task A_lost_sandbox_is_replaced_with_the_work_and_the_session_so_far()
    {
        var losses = 0;
        await using var scenario = await TaskScenario.StartAsync(world =>
        {
            world.Sandbox = input => losses == 0
                ? new SandboxHandle(input.TaskId, "sandbox-1", TaskScenario.Host1, "docker")
                : new SandboxHandle(input.TaskId, "sandbox-2", TaskScenario.Host2, "docker");
            world.Agent = run => run.Key.Attempt == 2 && losses++ == 0
                ? throw new ApplicationFailureException("gone", errorType: FailureTypes.SandboxLost)
                : Task.FromResult(Attempts.Agent());
        });
        await scenario.ReviewAsync();
        await scenario.RejectAsync("handle null too");
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Completed, result.Status);
        var again = scenario.Log.Of<CloneRepositories>()[1];
        Assert.Equal(("sandbox-2", "acme/shop"), (again.Sandbox.SandboxId, Assert.Single(again.Restore!).Key));
        var runs = scenario.Log.Of<RunClaudeCode>();
        Assert.Equal([(1, 1, null), (2, 1, "session-1"), (2, 2, "session-1")], runs.Select(r => (r.Key.Attempt, r.Turn, r.SessionId)));
        Assert.NotNull(runs[2].Transcript);
        Assert.Contains("lost and replaced", runs[2].Prompt, StringComparison.Ordinal);
        Assert.Contains("handle null too", runs[2].Prompt, StringComparison.Ordinal);
        Assert.Equal("sandbox-2", Assert.Single(scenario.Log.Of<SandboxRemoved>()).Sandbox.SandboxId);
    }

    [Fact]
    public async Task A_sandbox_lost_after_the_work_was_collected_is_not_worked_in_again()
    {
        var losses = 0;
        await using var scenario = await TaskScenario.StartAsync(world => world.Tests = _ =>
            losses++ == 0 ? throw new ApplicationFailureException("gone", errorType: FailureTypes.SandboxLost) : Task.FromResult(Attempts.Passing()));
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<RunClaudeCode>());
        Assert.NotNull(scenario.Log.Of<CloneRepositories>()[1].Restore);
    }

    [Fact]
    public async Task A_host_that_is_lost_for_good_is_replaced_with_the_work_and_the_session_so_far()
    {
        var isLost = false;
        var clock = new TimeSkippingClock();
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, TimeProvider = clock, SearchAttributes = TaskSearchAttributes.Types }, CancellationToken.None);
        await using var scenario = await TaskScenario.StartAsync(server, world => world.Sandbox = input => isLost
            ? new SandboxHandle(input.TaskId, "sandbox-2", TaskScenario.Host2, "docker")
            : new SandboxHandle(input.TaskId, "sandbox-1", TaskScenario.Host1, "docker"));
        await scenario.ReviewAsync();
        await scenario.LoseHost1Async();
        isLost = true;

        // The run waits in the lost host's queue until it has been silent for too long.
        await scenario.RejectAsync("handle null too");
        await scenario.Log.FirstAsync<TaskChanged>(e => e.Task.Attempt == 2);
        await scenario.OnlyWaitsForAsync("TakeSlot");
        clock.Advance(Policies.HostUnresponsiveTimeout);
        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        var again = scenario.Log.Of<CloneRepositories>()[1];
        Assert.Equal(("sandbox-2", TaskScenario.Host2), (again.Sandbox.SandboxId, again.Sandbox.HostTaskQueue));
        Assert.Equal("acme/shop", Assert.Single(again.Restore!).Key);
        var run = Assert.Single(scenario.Log.Of<RunClaudeCode>(), r => r.Key.Attempt == 2);
        Assert.Equal(("session-1", TaskScenario.Host2), (run.SessionId, run.Sandbox.HostTaskQueue));
        Assert.NotNull(run.Transcript);
        Assert.Equal("sandbox-2", Assert.Single(scenario.Log.Of<SandboxRemoved>()).Sandbox.SandboxId);
    }

    [Fact]
    public async Task A_busy_host_is_waited_for_without_a_limit()
    {
        var isLost = false;
        var clock = new TimeSkippingClock();
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0, TimeProvider = clock, SearchAttributes = TaskSearchAttributes.Types }, CancellationToken.None);
        using var asked = new SemaphoreSlim(0);
        await using var scenario = await TaskScenario.StartAsync(server, world => world.Sandbox = input =>
        {
            asked.Release();
            return isLost
                ? new SandboxHandle(input.TaskId, "sandbox-2", TaskScenario.Host2, "docker")
                : new SandboxHandle(input.TaskId, "sandbox-1", TaskScenario.Host1, "docker");
        });
        await scenario.ReviewAsync();
        Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(60)));
        await scenario.LoseHost1Async();
        await scenario.RejectAsync("handle null too");
        await scenario.Log.FirstAsync<TaskChanged>(e => e.Task.Attempt == 2);

        // It says each time that the sandbox is there, and takes no more work yet.
        for (var round = 1; round <= 7; round++)
        {
            await scenario.OnlyWaitsForAsync(round == 1 ? "TakeSlot" : "RunClaudeCode");
            isLost = round == 7;
            clock.Advance(Policies.HostUnresponsiveTimeout);
            Assert.True(await asked.WaitAsync(TimeSpan.FromSeconds(60)), $"Nobody asked for the sandbox in round {round}.");
        }

        await scenario.ReviewAsync(attempt: 2);
        await scenario.ApproveAsync(attempt: 2);

        Assert.Equal(WorkStatus.Completed, (await scenario.EndAsync()).Status);
        Assert.Single(scenario.Log.Of<RunClaudeCode>(), r => r.Key.Attempt == 2);
    }

    [Fact]
    public async Task The_cost_of_a_run_that_was_lost_with_its_sandbox_counts()
    {
        await using var scenario = await TaskScenario.StartAsync(
            world => world.Agent = run => run.Turn == 1
                ? throw new ApplicationFailureException("gone", errorType: FailureTypes.SandboxLost, details: [1.5m])
                : Task.FromResult(Attempts.Agent(cost: 0.25m)),
            Attempts.Task(policy: new TaskPolicy { BudgetUsd = 2 }));
        var summary = (await scenario.ReviewAsync()).Review;
        await scenario.ApproveAsync();
        await scenario.EndAsync();

        Assert.Equal((1.75m, 1.75m), (summary.CostUsd, summary.TotalCostUsd));
        Assert.Equal([2m, 0.5m], scenario.Log.Of<RunClaudeCode>().Select(r => r.BudgetUsd));
    }

    [Fact]
    public async Task A_sandbox_is_asked_for_with_the_repositories_it_may_see()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.ApproveAsync();
        await scenario.EndAsync();
        Assert.Equal(Attempts.Task().Repositories, Assert.Single(scenario.Log.Of<ProvisionSandbox>()).Repositories);
    }

    [Fact]
    public async Task A_sandbox_that_is_lost_again_and_again_ends_the_task()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = _ =>
            throw new ApplicationFailureException("gone", errorType: FailureTypes.SandboxLost));

        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Failed, result.Status);
        Assert.Equal("The agent could not work: gone. It was lost too many times; whoever runs the bot should look at that machine.", result.Error);
        Assert.Equal(6, scenario.Log.Of<RunClaudeCode>().Count);
    }
}
