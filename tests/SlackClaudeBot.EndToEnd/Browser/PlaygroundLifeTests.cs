using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Browser;

/// <summary>A playground is started, interrupted and started again.</summary>
[Trait("Category", "Browser")]
public sealed class PlaygroundLifeTests
{
    [FactWith(Need.Docker, Need.Chromium)]
    public async Task Ctrl_C_in_the_middle_of_a_task_leaves_no_container_and_the_next_start_continues_it()
    {
        await using var playground = await PlaygroundProgram.StartAsync();
        await using (var page = await playground.BrowseAsync())
        {
            await page.SayAsync("/claude fix acme/shop Checkout crashes on an empty cart");
            await page.ChannelSaysAsync("Working");
        }

        Assert.NotEmpty(await DockerLeftovers.OfProgramAsync(playground.DataDirectory));
        // The program gives its work SHUTDOWN_TIMEOUT (25 s) to be handed back, the removal of its sandboxes 20 s, its service twice
        // 5 s and the page 2 s; each ends its own wait, and all of them together are the most that a busy machine takes.
        await playground.Process.InterruptAsync(limit: TimeSpan.FromSeconds(90));
        Assert.Empty(await DockerLeftovers.OfProgramAsync(playground.DataDirectory));

        var address = playground.Page;
        await playground.StartAgainAsync();
        Assert.Equal(address, playground.Page);
        await using var again = await playground.BrowseAsync();
        await again.ChannelSaysAsync("Waiting for a decision");
        await again.ClickAsync("[data-testid=open-thread]");
        await again.ClickInThreadAsync(ActionIds.Approve);
        await again.ChannelSaysAsync("acme/shop#1");
    }

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task A_review_that_waits_can_be_approved_after_a_restart_and_starting_over_removes_it()
    {
        await using var playground = await PlaygroundProgram.StartAsync();
        await using (var page = await playground.BrowseAsync())
        {
            await page.SayAsync("/claude fix acme/shop,acme/notifier Confirm empty orders politely");
            await page.ChannelSaysAsync("Waiting for a decision");
        }

        await playground.Process.InterruptAsync(limit: TimeSpan.FromSeconds(90));
        await playground.StartAgainAsync();
        await using var again = await playground.BrowseAsync();
        await again.ChannelSaysAsync("Waiting for a decision");
        await again.ClickAsync("[data-testid=open-thread]");
        await again.ThreadSaysAsync("acme/notifier");
        await again.ClickInThreadAsync(ActionIds.Approve);
        await again.ChannelSaysAsync("acme/shop#1");
        await again.ChannelSaysAsync("acme/notifier#1");

        await again.ClickAsync("[data-testid=start-over]");
        await again.ClickAsync("[data-testid=confirm-ok]");
        await again.WaitForVisibleAsync("[data-testid=welcome]");
        await again.SayAsync("/claude list");
        await again.ChannelSaysAsync("This channel has no task yet");
    }

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task Two_playgrounds_run_at_the_same_time()
    {
        await using var first = await PlaygroundProgram.StartAsync();
        await using var second = await PlaygroundProgram.StartAsync();
        Assert.NotEqual(first.Page, second.Page);

        await using var page = await second.BrowseAsync();
        await page.SayAsync("/claude help");
        await page.ChannelSaysAsync("/claude fix");
    }
}
