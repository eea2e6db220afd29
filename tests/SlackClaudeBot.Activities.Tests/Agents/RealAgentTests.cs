using SlackClaudeBot.Activities.Agents;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Workflows.Contracts.Agents;

namespace SlackClaudeBot.Activities.Tests.Agents;

/// <summary>The real Claude Code, driven through the gateway by a scripted model.</summary>
[Trait("Category", "Agent")]
public sealed class RealAgentTests
{
    [Fact]
    public async Task Edits_runs_commands_and_reports()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of([]));
        var file = agent.WorkspaceFile("shop/cart.js", "const total = 1;\n");
        agent.Model.Use(c => c.Step switch
        {
            0 => ModelStep.Use("Read", new { file_path = file }),
            1 => ModelStep.Use("Edit", new { file_path = file, old_string = "1;", new_string = "2;" }),
            2 => ModelStep.Use("Bash", new { command = "cat shop/cart.js; sleep 1" }),
            _ => ModelStep.Say($"Done. It says {c.ToolResults[^1]}"),
        });

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcome.Succeeded, "Done. It says const total = 2;"), (result.Outcome, result.Summary));
        Assert.Equal("const total = 2;\n", await File.ReadAllTextAsync(file));
        Assert.Equal(4, result.Turns);
        Assert.True(result.CostUsd > 0, "It costs something.");
        Assert.Contains(result.Models, m => m.Model.Contains("sonnet", StringComparison.Ordinal) && m.InputTokens == 400 && m.OutputTokens == 40);
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Assert.NotNull(agent.Artifacts.FindFile(result.Log!));
        Assert.NotNull(agent.Artifacts.FindFile(result.Transcript!));
        Assert.Contains(agent.Heartbeats, h => h.SessionId == result.SessionId && h.Run == "fix-1-1" && h.Offset > 0);
        Assert.Equal(1, agent.Progress.Completions);
    }

    /// <summary>Background work ends with the process, so the agent must not plan any.</summary>
    [Fact]
    public async Task Nothing_can_be_planned_for_after_the_run()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("Done.")));

        await agent.RunAsync(AgentHarness.Run());

        var offered = agent.Model.MainRequests[^1].Conversation.Tools;
        Assert.Contains("Bash", offered);
        Assert.DoesNotContain(offered, tool => tool.StartsWith("Cron", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Feedback_resumes_the_same_session()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.OfPrompts([ModelStep.Say("First.")], [ModelStep.Say("Second.")]));
        var first = await agent.RunAsync(AgentHarness.Run("Fix the planted-word bug."));

        var second = await agent.RunAsync(AgentHarness.Run("Please use fewer lines.", attempt: 2, after: first));

        Assert.Equal((first.SessionId, "Second."), (second.SessionId, second.Summary));
        var asked = agent.Model.MainRequests[^1];
        Assert.Equal(first.SessionId, asked.SessionId);
        Assert.Equal(2, asked.Conversation.Prompts.Count);
        Assert.Contains("planted-word", asked.Conversation.Prompts[0], StringComparison.Ordinal);
        Assert.Equal("Please use fewer lines.", asked.Conversation.Prompt);
        Assert.Contains(AgentRules.QuestionMarker, asked.Conversation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_sandbox_does_not_lose_the_session()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.OfPrompts(
            [ModelStep.Say("I keep it in mind.")],
            [ModelStep.Say("It was as you said.")]));
        var first = await agent.RunAsync(AgentHarness.Run("Remember the word xylophone."));

        await agent.ReplaceSandboxAsync();
        var second = await agent.RunAsync(AgentHarness.Run("What was the word?", attempt: 2, after: first));

        Assert.Equal((first.SessionId, "It was as you said."), (second.SessionId, second.Summary));
        Assert.Contains("xylophone", agent.Model.MainRequests[^1].Conversation.Prompts[0], StringComparison.Ordinal);
        Assert.Contains("Restored session", agent.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_is_an_outcome()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.OfPrompts([ModelStep.Say("QUESTION: Which database?")], [ModelStep.Say("SQLite it is.")]));

        var asked = await agent.RunAsync(AgentHarness.Run());
        var answered = await agent.RunAsync(AgentHarness.Run("SQLite.", turn: 2, after: asked));

        Assert.Equal((AgentOutcome.Question, "Which database?"), (asked.Outcome, asked.Question));
        Assert.Equal((AgentOutcome.Succeeded, asked.SessionId), (answered.Outcome, answered.SessionId));
    }

    [Fact]
    public async Task A_prompt_that_looks_like_a_command_is_a_prompt()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("Done.")));

        var result = await agent.RunAsync(AgentHarness.Run("/cost of shipping is wrong"));

        Assert.Equal(AgentOutcome.Succeeded, result.Outcome);
        Assert.Contains("/cost of shipping is wrong", agent.Model.MainRequests[^1].Conversation.Prompt, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_turns_are_an_outcome()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Use("Bash", new { command = "true" })));

        var result = await agent.RunAsync(AgentHarness.Run() with { MaxTurns = 2 });

        Assert.Equal((AgentOutcome.MaxTurns, "The agent used all of its 2 turns."), (result.Outcome, result.Error));
        Assert.True(result.CostUsd > 0, "Its turns were paid for.");
    }

    [Fact]
    public async Task A_spent_budget_is_an_outcome()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(
            ModelStep.Use("Bash", new { command = "true" }) with { Tokens = new ModelTokens(100_000, 10) }));

        var result = await agent.RunAsync(AgentHarness.Run() with { BudgetUsd = 0.05m });

        Assert.Equal(AgentOutcome.OverBudget, result.Outcome);
        Assert.InRange(result.CostUsd, 0.3m, 0.4m);
    }

    [Theory]
    [InlineData(401, false, "refused the key")]
    [InlineData(403, false, "refused the key")]
    [InlineData(404, false, "does not know the model")]
    [InlineData(429, true, "limits the rate")]
    [InlineData(500, true, "has trouble")]
    [InlineData(529, true, "")]
    public async Task A_failing_API_is_a_transient_or_a_final_failure(int status, bool isTransient, string says)
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Fail(status)));

        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run()));

        Assert.Equal(isTransient, failure.IsTransient);
        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_off_response_is_transient_and_the_retry_continues()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("A long answer that breaks off.") with { CutAfterEvents = 3 }));
        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run()));
        Assert.True(failure.IsTransient, failure.Message);

        agent.Model.Use(_ => ModelStep.Say("Done."));
        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcome.Succeeded, "Done."), (result.Outcome, result.Summary));
    }

    [Fact]
    public async Task An_unreachable_API_is_transient()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("Done.")));
        await agent.StopApiAsync();

        var failure = await Assert.ThrowsAsync<AgentRunException>(() => agent.RunAsync(AgentHarness.Run()));

        Assert.True(failure.IsTransient, failure.Message);
    }

    [Fact]
    public async Task A_silent_run_is_stopped()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(new ModelStep { Hangs = true }));
        agent.Options.SilenceTimeout = TimeSpan.FromSeconds(4);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal(AgentOutcome.TimedOut, result.Outcome);
        Assert.Contains("silent", result.Error, StringComparison.Ordinal);
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task A_run_past_its_time_is_stopped_and_its_cost_is_known()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Use("Bash", new { command = "sleep 300" })));

        var running = agent.RunAsync(AgentHarness.Run());
        await agent.BeatAsync(heartbeat => heartbeat.CostUsd > 0);
        agent.Clock.PutForward(TimeSpan.FromMinutes(3));
        var result = await running;

        Assert.Equal(AgentOutcome.TimedOut, result.Outcome);
        Assert.Contains("past its time", result.Error, StringComparison.Ordinal);
        Assert.True(result.CostUsd > 0, "One request was paid for.");
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task Cancelling_leaves_no_process()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Use("Bash", new { command = "touch started; sleep 300" })));
        using var cancel = new CancellationTokenSource();
        var running = agent.RunAsync(AgentHarness.Run(), endsRun: () => true, cancel.Token);
        await agent.FileAppearsAsync("started");
        Assert.Contains(agent.Processes(), p => p.Contains("sleep 300", StringComparison.Ordinal));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(agent.Processes());
    }

    [Fact]
    public async Task A_run_that_outlived_its_activity_is_followed_to_its_end()
    {
        var goOn = new TaskCompletionSource();
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of([]));
        var asked = new TaskCompletionSource();
        agent.Model.Use(_ =>
        {
            asked.TrySetResult();
            return ModelStep.Say("Done.") with { After = goOn.Task };
        });
        using var died = new CancellationTokenSource();
        var first = agent.RunAsync(AgentHarness.Run(), endsRun: () => false, died.Token);
        await asked.Task.WaitAsync(AgentHarness.Patience);
        await died.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Single(agent.OpenTokens());

        var second = agent.RunAsync(AgentHarness.Run());
        await agent.BeatAsync();
        goOn.SetResult();
        var result = await second;

        Assert.Equal((AgentOutcome.Succeeded, "Done."), (result.Outcome, result.Summary));
        Assert.Contains("already in progress", agent.Log, StringComparison.Ordinal);
        Assert.Single(agent.Model.MainRequests);
    }

    [Fact]
    public async Task A_run_that_ended_is_not_paid_for_twice()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("Done.")));

        var first = await agent.RunAsync(AgentHarness.Run());
        var again = await agent.RunAsync(AgentHarness.Run());

        Assert.Single(agent.Model.MainRequests);
        Assert.Empty(agent.OpenTokens());
        Assert.Equal((first.Outcome, first.Summary, first.CostUsd, first.Turns), (again.Outcome, again.Summary, again.CostUsd, again.Turns));
    }

    [Fact]
    public async Task A_run_that_was_killed_is_resumed_in_its_session()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of([]));
        agent.Model.Use(c => c.Prompts.Count == 1 ? ModelStep.Use("Bash", new { command = "touch started; sleep 300" }) : ModelStep.Say("Done after all."));
        using var died = new CancellationTokenSource();
        var first = agent.RunAsync(AgentHarness.Run("Fix the planted-word bug."), endsRun: () => false, died.Token);
        await agent.FileAppearsAsync("started");
        await died.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await agent.KillEverythingAsync();

        var result = await agent.RunAsync(AgentHarness.Run("Fix the planted-word bug."));

        Assert.Equal((AgentOutcome.Succeeded, "Done after all."), (result.Outcome, result.Summary));
        var asked = agent.Model.MainRequests[^1].Conversation;
        Assert.Equal(2, asked.Prompts.Count);
        Assert.StartsWith("You were interrupted", asked.Prompt, StringComparison.Ordinal);
        Assert.Contains("planted-word", asked.Prompt, StringComparison.Ordinal);
        // 100 input tokens of Sonnet in the dead process, at least; its result adds its own.
        Assert.True(result.CostUsd >= 2 * 100 * 3 / 1_000_000m, $"{result.CostUsd}");
    }

    [Fact]
    public async Task A_session_that_was_killed_before_its_first_message_starts_over()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of(ModelStep.Say("Done.")));
        var session = RunName.NewSession(AgentHarness.Run());
        var file = SessionTranscripts.FileOf($"{agent.Sandbox.Home}/.claude", agent.Sandbox.Workspace, session);
        var begun = $$"""{"type":"queue-operation","operation":"enqueue","timestamp":"2026-01-01T00:00:00.000Z","sessionId":"{{session}}","content":"Do it."}""";
        await agent.Sandbox.WriteFileAsync(file, System.Text.Encoding.UTF8.GetBytes(begun + "\n"), CancellationToken.None);

        var result = await agent.RunAsync(AgentHarness.Run());

        Assert.Equal((AgentOutcome.Succeeded, "Done.", session.ToString()), (result.Outcome, result.Summary, result.SessionId));
    }

    [Fact]
    public async Task A_session_survives_the_loss_of_its_sandbox_up_to_the_last_save()
    {
        await using var agent = await AgentHarness.StartAsync(ScriptedModel.Of([]));
        agent.Options.TranscriptInterval = TimeSpan.Zero;
        agent.Model.Use(c => c.Prompts.Count == 1 ? ModelStep.Use("Bash", new { command = "sleep 300" }) : ModelStep.Say("Done after all."));
        var first = agent.RunAsync(AgentHarness.Run("Remember the word xylophone."));
        await agent.TranscriptContainsAsync("sleep 300");

        await agent.LoseSandboxAsync();
        await Assert.ThrowsAsync<SandboxLostException>(() => first);
        await agent.ReplaceSandboxAsync();
        var second = await agent.RunAsync(AgentHarness.Run("Go on.", turn: 2));

        Assert.Equal((AgentOutcome.Succeeded, "Done after all."), (second.Outcome, second.Summary));
        Assert.Contains("xylophone", agent.Model.MainRequests[^1].Conversation.Prompts[0], StringComparison.Ordinal);
    }
}
