using SlackClaudeBot.Activities.Notifications.Buttons;
using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.TestSupport;

namespace SlackClaudeBot.EndToEnd.Faults;

/// <summary>The program is asked to stop (SIGTERM), as each update of it does.</summary>
[Trait("Category", "Faults")]
public sealed class ShutdownTests
{
    /// <summary>What <c>SHUTDOWN_TIMEOUT</c> is set to.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    /// <summary>What the process itself takes to end, beside its work.</summary>
    private static readonly TimeSpan _margin = TimeSpan.FromSeconds(10);

    [FactWith(Need.Docker)]
    public async Task It_ends_in_time_hands_its_work_back_and_goes_on_after_a_start()
    {
        var model = new ModelHold();
        var working = model.SilentAtAsync(SmallFix.Work);
        await using var world = await World.StartAsync(SmallFix.Model(model.Instead), s => s["SHUTDOWN_TIMEOUT"] = "20s");

        var task = await world.FixAsync(SmallFix.Command);
        await working.WaitAsync(World.Patience);
        var took = await world.Bot.StopAsync(_limit + _margin);
        var exitCode = world.Bot.ExitCode;
        await world.Bot.DisposeAsync();
        await world.StartBotAsync();
        await task.ClickAsync(await task.ReviewAsync(attempt: 1), ActionIds.Approve);
        await task.PullRequestAsync("acme/shop");
        await task.CompletesAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, _limit + _margin);
        Assert.Single(world.GitHub.PullRequests);
        Assert.Single(task.Summaries);
        Assert.Single(world.Model.MainRequests.Select(r => r.SessionId).Distinct());
    }
}
