using System.Globalization;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The machine's clock is set, back and forward, while the program runs.</summary>
[Trait("Category", "Faults")]
[Collection(Alone.Name)]
public sealed class ClockTests
{
    // Longer than anything here is waited for, shorter than a review waits.
    private static readonly TimeSpan _jump = TimeSpan.FromHours(2);

    [FactWith(Need.Docker, Need.FakeTime)]
    public async Task Reviews_wait_on_and_pauses_end_soon_when_the_clock_is_set()
    {
        using var clock = new MachineClock();
        var model = new ModelHold();
        var (isSetBack, isShown) = (new TaskCompletionSource(), new TaskCompletionSource());
        var working = model.WaitsAtAsync(SmallFix.Work, isSetBack.Task);
        _ = model.WaitsAtAsync(SmallFix.LastWords, isShown.Task);
        await using var world = await World.CreateAsync(SmallFix.Model(model.Instead), o => o with { Slack = o.Slack with { Time = clock } });
        foreach (var (name, value) in clock.Environment)
        {
            world.Settings[name] = value;
        }

        await world.StartBotAsync();

        // Back while the agent works: the card goes on to show what it does.
        var task = await world.FixAsync(SmallFix.Command);
        await world.WaitAsync(working);
        clock.Set(-_jump);
        isSetBack.SetResult();
        await task.RootSaysAsync("Running file=");
        isShown.SetResult();
        await task.ReviewAsync(attempt: 1);

        // Back while feedback can be taken back: the next attempt starts nevertheless.
        task.Say("Once more, please");
        await task.ReplyAsync(m => m.VisibleText.Contains("feedback for attempt 2", StringComparison.OrdinalIgnoreCase));
        clock.Set(-2 * _jump);
        await task.ReviewAsync(attempt: 2);

        // Forward and back while a review waits, and a start between.
        clock.Set(_jump);
        await world.KillAndRestartBotAsync();
        clock.Set(-_jump);
        world.GitHub.Faults.Next("pulls.create", Fault.ServerError(502), times: 2);
        var failed = world.GitHub.Faults.OnceAsync("pulls.create", Fault.ServerError(502));
        await task.ClickAsync(await task.ReviewAsync(attempt: 2), ActionIds.Approve);

        // Back while a call is tried again after a pause, and a start with a clock behind all that was written.
        await world.WaitAsync(failed);
        clock.Set(-2 * _jump);
        var started = clock.GetUtcNow();
        await world.KillAndRestartBotAsync();
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Equal(2, task.Summaries.Count);
        Assert.Single(world.GitHub.PullRequests);
        Assert.DoesNotContain(task.Thread, m => m.VisibleText.Contains("expired", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(new[] { started, clock.GetUtcNow() }, time => world.Bot.Log.Contains(time.ToString("yyyy-MM-dd HH:", CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
