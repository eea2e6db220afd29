using System.Text;
using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Tests.Agents;

public sealed class RunOutcomeClassifierTests
{
    private const string Done = """{"type":"result","subtype":"success","is_error":false,"num_turns":2,"result":"Done.","total_cost_usd":0.5}""";

    [Theory]
    [InlineData(Done, 0, null, AgentOutcome.Succeeded)]
    [InlineData(Done, 143, StopReasons.Finished, AgentOutcome.Succeeded)]
    [InlineData("""{"type":"result","subtype":"success","num_turns":0,"result":"Unknown command: /x"}""", 0, null, AgentOutcome.Failed)]
    [InlineData("""{"type":"result","subtype":"success","num_turns":1,"result":"**QUESTION:** Which?"}""", 0, null, AgentOutcome.Question)]
    [InlineData("""{"type":"result","subtype":"error_max_turns","num_turns":3}""", 1, null, AgentOutcome.MaxTurns)]
    [InlineData("""{"type":"result","subtype":"error_max_budget_usd"}""", 1, null, AgentOutcome.OverBudget)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"terminal_reason":"prompt_too_long","result":"Prompt is too long"}""", 1, null, AgentOutcome.Failed)]
    [InlineData("""{"type":"result","subtype":"error_during_execution","terminal_reason":"aborted_tools"}""", 1, StopReasons.Silent, AgentOutcome.TimedOut)]
    [InlineData("", 137, StopReasons.TimedOut, AgentOutcome.TimedOut)]
    [InlineData("", 1, null, AgentOutcome.Failed)]
    public void Some_ends_are_final(string events, int exitCode, string? stopped, AgentOutcome outcome) =>
        Assert.Equal(outcome, Assert.IsType<RunConcluded>(RunOutcomeClassifier.Classify(Seen(events), exitCode, stopped, "bad flag")).Outcome);

    [Theory]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"api_error_status":401,"result":"Invalid key"}""", 1, false)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"api_error_status":404,"result":"model: x"}""", 1, false)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"result":"Not logged in · Please run /login"}""", 1, false)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"api_error_status":429,"result":"slow down"}""", 1, true)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"api_error_status":503,"result":"busy"}""", 1, true)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"result":"Repeated 529 Overloaded errors"}""", 1, true)]
    [InlineData("""{"type":"result","subtype":"error_during_execution","terminal_reason":"aborted_tools"}""", 1, true)]
    [InlineData("", 127, false)]
    [InlineData("", 0, true)]
    [InlineData("", 137, true)]
    [InlineData(Done, 137, true)]
    [InlineData(Done, null, true)]
    [InlineData("", null, true)]
    public void Some_failures_are_transient_and_some_need_a_person(string events, int? exitCode, bool isTransient) =>
        Assert.Equal(isTransient, Assert.IsType<RunFailed>(RunOutcomeClassifier.Classify(Seen(events), exitCode, null, string.Empty)).IsTransient);

    [Theory]
    [InlineData("claude-sonnet-5", true)]
    [InlineData("<synthetic>", false)]
    public void A_refusal_after_the_agent_has_worked_keeps_its_work(string model, bool hasWorked)
    {
        var outcome = RunOutcomeClassifier.Classify(
            Seen(
                $$$"""{"type":"assistant","message":{"id":"m1","model":"{{{model}}}","usage":{"input_tokens":1},"content":[]}}""",
                """{"type":"result","subtype":"success","is_error":true,"api_error_status":403,"num_turns":2,"result":"Forbidden"}"""),
            1, null, string.Empty);

        Assert.Equal(hasWorked, outcome is RunConcluded { Outcome: AgentOutcome.Failed });
    }

    [Theory]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"api_error_status":400,"num_turns":1,"result":"thinking blocks cannot be modified"}""", true)]
    [InlineData("""{"type":"result","subtype":"success","is_error":true,"terminal_reason":"prompt_too_long","result":"Prompt is too long"}""", true)]
    [InlineData("""{"type":"result","subtype":"error_max_turns","num_turns":3}""", false)]
    public void A_conversation_that_the_API_refuses_is_not_resumed(string result, bool spoils) =>
        Assert.Equal(spoils, Assert.IsType<RunConcluded>(RunOutcomeClassifier.Classify(Seen(result), 1, null, string.Empty)).SpoilsSession);

    [Fact]
    public void The_last_result_counts()
    {
        var seen = Seen(Done, """{"type":"result","subtype":"success","num_turns":3,"result":"Really done.","total_cost_usd":0.75}""");

        Assert.Equal("Really done.", Assert.IsType<RunConcluded>(RunOutcomeClassifier.Classify(seen, 0, null, string.Empty)).Summary);
        Assert.Equal(0.75m, seen.CostUsd);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public void Broken_and_hostile_lines_are_counted_and_survived()
    {
        var seen = Seen(
            "no json", "[]", "null", "{\"type\":", "{\"type\":7}", "\u0000\u0001", "{\"type\":\"assistant\",\"message\":[]}",
            "{\"type\":\"assistant\",\"message\":{\"content\":[7,{\"type\":\"tool_use\",\"input\":[]}],\"usage\":{\"input_tokens\":\"many\"}}}",
            "{\"type\":\"result\",\"total_cost_usd\":-5,\"num_turns\":1e99,\"result\":{}}",
            new string('[', 10_000),
            Done);

        Assert.Equal("Done.", seen.Result!.Text);
        Assert.Equal(7, seen.BrokenLines);
    }

    [Fact]
    [Trait("Category", "Hostile")]
    public void Fifty_megabytes_are_read_in_bounded_memory()
    {
        var seen = new RunEventAggregate();
        var chunk = new byte[1024 * 1024];
        Array.Fill(chunk, (byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var megabyte = 0; megabyte < 50; megabyte++)
        {
            seen.Write(chunk);
        }

        seen.Write(Encoding.UTF8.GetBytes("\n" + Done + "\n"));

        Assert.Equal("Done.", seen.Result!.Text);
        Assert.Equal(50 * 1024 * 1024 + Done.Length + 2, seen.Offset);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Pieces_of_any_size_make_the_same_lines(int size)
    {
        var seen = new RunEventAggregate();
        var bytes = Encoding.UTF8.GetBytes($"{{\"type\":\"system\",\"subtype\":\"init\"}}\n\n{Done}");
        foreach (var piece in bytes.Chunk(size))
        {
            seen.Write(piece);
        }

        seen.Complete();

        Assert.Equal((2, 0, "Done."), (seen.Events, seen.BrokenLines, seen.Result!.Text));
    }

    [Fact]
    public void Lines_that_cannot_be_read_are_counted()
    {
        var seen = Seen("no event", new string('x', EventLines.DefaultMaxLineBytes + 1), Done);

        Assert.Equal((1, 2, "Done."), (seen.Events, seen.BrokenLines, seen.Result!.Text));
    }

    [Fact]
    public void The_cost_of_a_run_that_died_is_estimated_from_its_messages()
    {
        const string block = """{"type":"assistant","message":{"id":"m1","model":"claude-sonnet-5","usage":{"input_tokens":1000000,"output_tokens":100000},"content":[{"type":"tool_use","name":"Read","input":{"file_path":"src/cart.js"}}]}}""";
        var seen = Seen(block, block, block.Replace("m1", "m2", StringComparison.Ordinal));

        Assert.Equal(9m, seen.CostUsd);
        Assert.Equal("Reading src/cart.js", seen.Activity);
        Assert.Equal(2, seen.Turns);
    }

    private static RunEventAggregate Seen(params string[] lines)
    {
        var seen = new RunEventAggregate();
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            seen.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return seen;
    }
}
