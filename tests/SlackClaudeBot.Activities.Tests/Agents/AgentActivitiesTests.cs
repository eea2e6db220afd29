using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Workflows.Contracts;
using SlackClaudeBot.Workflows.Contracts.Agents;
using Temporalio.Activities;
using Temporalio.Exceptions;
using Temporalio.Testing;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>The activity's heartbeats, and failures that Temporal retries or not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class AgentActivitiesTests
{
    private const string Done = """{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Done.","total_cost_usd":0.5}""";

    [Fact]
    public async Task A_run_sends_heartbeats_with_its_progress_and_returns_its_result()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Done}'");
        var beats = new List<object?[]>();

        var result = await new ActivityEnvironment { Heartbeater = beats.Add }.RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run()));

        Assert.Equal((AgentOutcome.Succeeded, "Done."), (result.Outcome, result.Summary));
        var beat = Assert.IsType<AgentHeartbeat>(Assert.Single(beats[^1]));
        Assert.Equal(("fix-1-1", 1, result.SessionId), (beat.Run, beat.Execution, beat.SessionId));
    }

    [Fact]
    public async Task A_failure_that_needs_a_person_is_not_retried()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync(string.Empty);
        agent.Options.Program = "no-such-program";

        var failure = await FailsAsync(agent);

        Assert.Equal((FailureTypes.InvalidRequest, true), (failure.ErrorType, failure.NonRetryable));
    }

    [Fact]
    public async Task Transient_failures_are_retried()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync("exit 0");

        var failure = await FailsAsync(agent);

        Assert.Equal(("AgentFailed", false), (failure.ErrorType, failure.NonRetryable));
    }

    [Fact]
    public async Task A_lost_sandbox_is_the_workflows_to_replace()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync("exit 0");
        await agent.LoseSandboxAsync();

        var failure = await FailsAsync(agent);

        Assert.Equal((FailureTypes.SandboxLost, true), (failure.ErrorType, failure.NonRetryable));
    }

    [Fact]
    public async Task The_cost_of_a_run_is_reported_when_its_sandbox_is_lost()
    {
        const string spoke = """{"type":"assistant","message":{"id":"m1","model":"claude-sonnet-5","usage":{"input_tokens":1000000},"content":[]}}""";
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{spoke}'; sleep 300");
        var paid = new TaskCompletionSource<AgentHeartbeat>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = new ActivityEnvironment { Heartbeater = beat => Take((AgentHeartbeat)beat[0]!) }.RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run()));
        var last = await paid.Task.WaitAsync(AgentHarness.Patience);

        await agent.LoseSandboxAsync();
        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => run);
        Assert.Equal(3m, failure.Details.ElementAt<decimal>(0));

        // An attempt that finds it lost already knows from the one before.
        var kept = Temporalio.Converters.DataConverter.Default.PayloadConverter.ToPayload(last);
        var later = new ActivityEnvironment { Info = ActivityEnvironment.DefaultInfo with { HeartbeatDetails = [kept] } };
        failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => later.RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run())));
        Assert.Equal(3m, failure.Details.ElementAt<decimal>(0));

        void Take(AgentHeartbeat beat)
        {
            if (beat.CostUsd > 0)
            {
                paid.TrySetResult(beat);
            }
        }
    }

    [Fact]
    public async Task A_worker_that_stops_leaves_the_run_to_the_next_attempt()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"touch started; until test -e go; do sleep 0.1; done; echo '{Done}'");
        var stopping = new ActivityEnvironment();
        var first = stopping.RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run()));
        await agent.FileAppearsAsync("started");

        await stopping.WorkerShutdownTokenSource.CancelAsync();
        var failure = await Assert.ThrowsAsync<ApplicationFailureException>(() => first);
        Assert.Equal(("WorkerShutdown", false), (failure.ErrorType, failure.NonRetryable));
        Assert.NotEmpty(agent.Processes());

        agent.WorkspaceFile("go", "");
        var result = await new ActivityEnvironment().RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run()));
        Assert.Equal("Done.", result.Summary);
    }

    [Fact]
    public async Task A_cancelled_run_is_stopped()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync("touch started; sleep 300");
        agent.Options.InterruptGrace = TimeSpan.FromSeconds(1);
        var cancelled = new ActivityEnvironment { CancelReason = ActivityCancelReason.CancelRequested };
        var run = cancelled.RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run()));
        await agent.FileAppearsAsync("started");

        await cancelled.CancellationTokenSource.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Empty(agent.Processes());
    }

    private static Task<ApplicationFailureException> FailsAsync(AgentHarness agent) => Assert.ThrowsAsync<ApplicationFailureException>(
        () => new ActivityEnvironment().RunAsync(() => agent.Activities().RunClaudeCodeAsync(AgentHarness.Run())));
}
