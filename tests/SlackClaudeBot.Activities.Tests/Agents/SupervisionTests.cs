using System.Text.RegularExpressions;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>Programs that misbehave as Claude Code has done: the script and the watchdog end each of them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SupervisionTests
{
    private const string Overloaded = """{"type":"result","subtype":"success","is_error":true,"num_turns":1,"result":"Repeated 529 Overloaded errors","total_cost_usd":0.5}""";

    private const string Done = """{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Done.","total_cost_usd":0.5}""";

    [Fact]
    public async Task A_program_that_does_not_end_after_its_result_is_ended_and_its_result_counts()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Done}'; trap '' INT; sleep 300 & wait");
        agent.Options.ExitGrace = TimeSpan.FromSeconds(1);
        agent.Options.InterruptGrace = TimeSpan.FromSeconds(1);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcome.Succeeded, "Done.", 0.5m), (result.Outcome, result.Summary, result.CostUsd));
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task Processes_of_a_run_end_with_it()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"setsid sleep 300 </dev/null >/dev/null 2>&1 & echo '{Done}'");

        await agent.RunAsync(AgentHarness.Run());

        Assert.Empty(agent.Processes());
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public async Task Much_output_is_survived_and_the_log_is_bounded()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"head -c 52428800 /dev/zero | tr '\\0' x; echo; echo '{Done}'");

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal("Done.", result.Summary);
        Assert.InRange(result.Log!.Bytes, 1, 20 * 1024 * 1024);
    }

    [Fact]
    public async Task A_missing_program_needs_a_person()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync(string.Empty);
        agent.Options.Program = "no-such-program";

        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run()));

        Assert.Equal((false, "Claude Code is not installed in the sandbox."), (failure.IsTransient, failure.Message));
    }

    [Fact]
    public async Task A_run_that_exceeded_its_time_during_an_outage_is_stopped()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync("touch started; sleep 300");
        agent.Options.InterruptGrace = TimeSpan.FromSeconds(1);
        using var died = new CancellationTokenSource();
        var first = agent.RunAsync(AgentHarness.Run(), endsRun: () => false, died.Token);
        await agent.FileAppearsAsync("started");
        await died.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await agent.BeganLongAgoAsync("fix-1-1", execution: 1);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal(AgentOutcome.TimedOut, result.Outcome);
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task Tries_that_used_up_the_time_leave_their_work_to_a_person()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Overloaded}'; exit 1");
        await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run()));
        await agent.BeganLongAgoAsync("fix-1-1", execution: 1);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcome.TimedOut, 0.5m), (result.Outcome, result.CostUsd));
    }

    [Fact]
    public async Task An_execution_may_spend_what_earlier_ones_of_its_run_left()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo \"$@\" >>calls; echo '{Overloaded}'; exit 1");
        var run = AgentHarness.Run() with { BudgetUsd = 2 };

        await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(run));
        await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(run));

        var calls = await File.ReadAllTextAsync(agent.WorkspaceFile("calls"));
        Assert.Equal(["2", "1.5"], Regex.Matches(calls, "--max-budget-usd ([0-9.]+)").Select(m => m.Groups[1].Value));
    }

    [Fact]
    public async Task A_model_name_that_is_an_option_is_refused()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Done}'");

        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run() with { Model = "--help" }));

        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task After_a_conversation_that_the_API_refuses_the_next_attempt_starts_a_new_one()
    {
        await using var harness = await AgentHarness.StartWithProgramAsync("""
            cat >/dev/null
            for session; do :; done
            case " $* " in *" --resume "*) echo resumed ;; *) echo "started $session" ;; esac >>arguments
            mkdir -p "$CLAUDE_CONFIG_DIR/projects/work"
            echo '{"type":"user","message":"hello"}' >"$CLAUDE_CONFIG_DIR/projects/work/$session.jsonl"
            echo '{"type":"result","subtype":"success","is_error":true,"api_error_status":400,"num_turns":1,"result":"thinking blocks cannot be modified"}'
            exit 1
            """);

        var first = await harness.RunAsync(AgentHarness.Run());
        var second = await harness.RunAsync(AgentHarness.Run("Try again.", attempt: 2, after: first));

        var arguments = await File.ReadAllLinesAsync(harness.WorkspaceFile("arguments"));
        Assert.Equal((2, AgentOutcome.Failed), (arguments.Length, first.Outcome));
        Assert.StartsWith("started ", arguments[0], StringComparison.Ordinal);
        Assert.Equal($"started {first.SessionId}", arguments[1]);
        Assert.NotEqual(first.SessionId, second.SessionId);
        Assert.Null(first.Transcript);
    }
}
