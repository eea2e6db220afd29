using SlackClaudeBot.Workflows.Contracts.Agents;
using SlackClaudeBot.Workflows.Contracts.Events;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Workflows.Tests.Scenarios;

public sealed class CancellationTests
{
    [Fact]
    public async Task Cancelling_while_the_agent_runs_waits_until_it_has_cleaned_up()
    {
        var cleanedUp = false;
        await using var scenario = await TaskScenario.StartAsync(world => world.Agent = async _ =>
        {
            await UntilCancelledAsync();
            cleanedUp = true;
            throw new OperationCanceledException("cleaned up", ActivityExecutionContext.Current.CancellationToken);
        });
        await scenario.Log.FirstAsync<RunClaudeCode>();

        await scenario.SignalAsync(SignalNames.Cancel, new Cancel("c1", "U2", "not needed any more"));
        var removed = await scenario.Log.FirstAsync<SandboxRemoved>();
        Assert.True(cleanedUp);
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Cancelled, result.Status);
        Assert.Equal("sandbox-1", removed.Sandbox.SandboxId);
        Assert.Equal(WorkStatus.Cancelled, Assert.Single(scenario.Log.Of<TaskMetrics>()).Status);
        Assert.Equal("The task was cancelled.", Assert.Single(scenario.Log.Of<AttemptMetrics>()).Error);
        var card = scenario.Log.Of<TaskChanged>()[^1].Task;
        Assert.Equal((WorkStatus.Cancelled, "Cancelled: not needed any more"), (card.Status, card.Detail));
    }

    [Fact]
    public async Task Cancelling_while_a_review_waits_removes_its_buttons()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.Log.FirstAsync<TaskChanged>(c => c.Task.Status == WorkStatus.AwaitingApproval);

        await scenario.SignalAsync(SignalNames.Cancel, new Cancel("c1", "U2"));
        var result = await scenario.EndAsync();

        Assert.Equal(WorkStatus.Cancelled, result.Status);
        var summary = scenario.Log.Of<ReviewChanged>()[^1].Review;
        Assert.Equal((false, DecisionKind.Cancelled, "U2"), (summary.AwaitsDecision, summary.Decision!.Kind, summary.Decision.By));
    }

    [Fact]
    public async Task Cancelling_a_paused_task_ends_it()
    {
        await using var scenario = await TaskScenario.StartAsync(world => world.Sandbox = input => new(input.TaskId, "sandbox-1", TaskScenario.Host1, "process"));
        await scenario.SignalAsync(SignalNames.Pause);
        await scenario.SignalAsync(SignalNames.Cancel, new Cancel("c1", "U2"));

        Assert.Equal(WorkStatus.Cancelled, (await scenario.EndAsync()).Status);
    }

    [Fact]
    public async Task Cancelling_with_Temporals_own_tools_cleans_up_too()
    {
        await using var scenario = await TaskScenario.StartAsync();
        await scenario.ReviewAsync();
        await scenario.CancelInTemporalAsync();

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(scenario.EndAsync);

        Assert.IsType<CanceledFailureException>(failure.InnerException);
        Assert.Single(scenario.Log.Of<SandboxRemoved>());
        Assert.Equal(WorkStatus.Cancelled, Assert.Single(scenario.Log.Of<TaskMetrics>()).Status);
    }

    /// <summary>As an agent that tells what it does, until it is told to stop.</summary>
    private static async Task UntilCancelledAsync()
    {
        var context = ActivityExecutionContext.Current;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!context.CancellationToken.IsCancellationRequested)
        {
            context.Heartbeat("working");
            await beat.WaitForNextTickAsync();
        }
    }
}
