using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Workflows.Agents;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>Programs that misbehave as Claude Code was seen to: the script and the watch bring each to an end.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SupervisionTests
{
    private const string Done = """{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"Done.","total_cost_usd":0.5}""";

    [Fact]
    public async Task A_program_that_does_not_end_after_its_result_is_ended_and_its_result_counts()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Done}'; trap '' INT; sleep 300 & wait");
        agent.Options.ExitGrace = TimeSpan.FromSeconds(1);
        agent.Options.InterruptGrace = TimeSpan.FromSeconds(1);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcomes.Succeeded, "Done.", 0.5m), (result.Outcome, result.Summary, result.CostUsd));
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task What_a_run_leaves_behind_ends_with_it()
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

        Assert.Equal((false, "Claude Code is not installed in the sandbox."), (failure.MayPass, failure.Message));
    }

    [Fact]
    public async Task A_model_name_that_is_an_option_is_refused()
    {
        await using var agent = await AgentHarness.StartWithProgramAsync($"echo '{Done}'");

        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run() with { Model = "--help" }));

        Assert.False(failure.MayPass);
    }
}
