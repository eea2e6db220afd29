using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>More tasks than the host works on at once.</summary>
[Trait("Category", "Faults")]
public sealed class QueueTests
{
    [FactWith(Need.ClaudeCli, Need.Node)]
    public async Task Tasks_wait_for_their_turn_show_their_place_and_survive_a_kill()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hold = new ModelHold();
        var held = hold.WaitsAtAsync(SmallFix.Work, release.Task);
        await using var world = await World.StartAsync(SmallFix.Model(hold.Instead), s =>
        {
            s["SANDBOX"] = "process";
            s["SANDBOX_PATH"] = Path.GetDirectoryName(Needs.Claude) + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            s["MAX_TASKS_PER_HOST"] = "1";
        });
        var first = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(held);
        var second = await world.FixAsync(SmallFix.Command);
        var third = await world.FixAsync(SmallFix.Command);
        await second.RootSaysAsync("Queued, next in line");
        await third.RootSaysAsync("Queued, 1 before you");
        var status = await world.Slack.CommandAsync(world.Slack.You, "status " + third.Id);
        Assert.Contains("Queued, 1 before you", status.Answer.Body, StringComparison.Ordinal);

        await world.KillAndRestartBotAsync();
        release.SetResult();
        var reviews = new List<SlackMessage>();
        foreach (var task in new[] { first, second, third })
        {
            reviews.Add(await task.ReviewAsync(attempt: 1));
        }

        Assert.Equal(reviews.OrderBy(review => review.Ts, StringComparer.Ordinal), reviews);
        foreach (var (task, review) in new[] { first, second, third }.Zip(reviews))
        {
            await task.ClickAsync(review, ActionIds.Approve);
            await task.CompletesAsync();
            Assert.DoesNotContain("Queued", task.Root.VisibleText, StringComparison.Ordinal);
            Assert.Equal(task.Keys.Distinct(), task.Keys);
        }

        Assert.Equal(3, world.GitHub.PullRequests.Count);
        Assert.Empty(world.Slack.ProtocolErrors);
    }
}
