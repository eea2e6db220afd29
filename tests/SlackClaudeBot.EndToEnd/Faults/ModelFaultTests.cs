using System.Collections.Concurrent;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.MessagesApi;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The model API is busy, overloaded, or breaks off.</summary>
[Trait("Category", "Faults")]
public sealed class ModelFaultTests
{
    [FactWith(Need.Docker)]
    public async Task The_agent_gets_its_work_done_by_a_model_that_is_busy_overloaded_and_breaks_off()
    {
        // Each failure lasts until the card has shown it; the agent's program gives up after its tenth try.
        var failures = new ConcurrentQueue<ModelStep>([ModelStep.Fail(429, TimeSpan.FromSeconds(2)), ModelStep.Fail(529)]);
        ModelStep? cut = ModelStep.Say("An empty cart …") with { CutAfterEvents = 3 };
        await using var world = await World.StartAsync(SmallFix.Model(_ => failures.TryPeek(out var failure) ? failure : Interlocked.Exchange(ref cut, null)));

        var task = await world.FixAsync(SmallFix.Command);
        foreach (var shown in new[] { "Waiting for the model API (429)", "Waiting for the model API (529)" })
        {
            await task.RootSaysAsync(shown);
            failures.TryDequeue(out _);
        }

        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Null(cut);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
    }
}
