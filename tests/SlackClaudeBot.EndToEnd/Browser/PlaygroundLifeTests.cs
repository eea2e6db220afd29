using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Browser;

/// <summary>A playground is started, interrupted and started again, as people do.</summary>
[Trait("Category", "Browser")]
public sealed class PlaygroundLifeTests
{
    [FactWith(Need.Docker, Need.Chromium)]
    public async Task Ctrl_C_in_the_middle_of_a_task_leaves_nothing_and_the_next_start_is_clean()
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

        await playground.StartAgainAsync();
        await using var again = await playground.BrowseAsync();
        await again.WaitForVisibleAsync("[data-testid=welcome]");
        await again.SayAsync("/claude list");
        await again.ChannelSaysAsync("Only visible to you");
    }

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task Two_playgrounds_stand_beside_each_other()
    {
        await using var first = await PlaygroundProgram.StartAsync();
        await using var second = await PlaygroundProgram.StartAsync();
        Assert.NotEqual(first.Page, second.Page);

        await using var page = await second.BrowseAsync();
        await page.SayAsync("/claude help");
        await page.ChannelSaysAsync("/claude fix");
    }
}
