using SlackClaudeBot.EndToEnd.Drivers;
using SlackClaudeBot.Slack.Buttons;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Browser;

/// <summary>The first ten minutes of somebody who wants to try the program, in a real browser.</summary>
[Trait("Category", "Browser")]
public sealed class PlaygroundPageTests
{
    private const string Title = "Checkout crashes on an empty cart";

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task A_typed_command_becomes_a_merged_pull_request_after_a_rejection()
    {
        await using var playground = await PlaygroundProgram.StartAsync();
        await using var page = await playground.BrowseAsync();
        await page.WaitForTextAsync("[data-testid=status-sandbox]", "Docker");
        await page.KeepAsync("1-welcome");

        await page.SayAsync($"/claude fix acme/shop {Title}");
        await page.ChannelSaysAsync("Working");
        await page.KeepAsync("2-working");

        await page.ChannelSaysAsync("Waiting for a decision");
        await page.ClickAsync("[data-testid=open-thread]");
        await page.ThreadSaysAsync("Attempt 1 of 3");
        await page.ThreadSaysAsync("reduce((sum, amount) => sum + amount, 0)");
        await page.KeepAsync("3-review");

        await page.ClickInThreadAsync(ActionIds.Reject);
        await page.WaitForVisibleAsync("[data-testid=modal]");
        await page.ClickAsync($"[data-testid=input-{ActionIds.Feedback}]");
        await page.TypeAsync("Please also test a cart that was filled and emptied again.");
        await page.KeepAsync("4-feedback");
        await page.ClickAsync("[data-testid=modal-submit]");
        await page.WaitForAsync("document.querySelector('[data-testid=modal]') === null");
        await page.ThreadSaysAsync("Rejected by");

        await page.ThreadSaysAsync("Attempt 2 of 3");
        await page.ThreadSaysAsync("a cart that was emptied costs nothing");
        Assert.True((await page.EvaluateAsync("[...document.querySelectorAll('#thread-messages .code')].every((code) => code.scrollHeight <= code.clientHeight)")).GetBoolean(), "A diff hides its end.");
        await page.KeepAsync("5-second-review");
        await page.ClickInThreadAsync(ActionIds.Approve);
        await page.ThreadSaysAsync("Approved by");
        await page.ChannelSaysAsync("Completed");
        await page.ChannelSaysAsync("acme/shop#1");
        await page.KeepAsync("6-completed");
        Assert.False((await page.EvaluateAsync(@"/:[a-z_]+:/.test(document.querySelector('#app').innerText)")).GetBoolean(), "A message shows an emoji's name instead of the emoji.");

        await page.ClickAsync("[data-testid=tab-pulls]");
        await page.ClickAsync("[data-testid=pull]");
        await page.WaitForTextAsync("[data-testid=pull-detail] h2", Title);
        await page.WaitForTextAsync("[data-testid=pull-body] td", "7 passed");
        await page.WaitForTextAsync("[data-testid=pull-diff] .line-add", "a cart that was emptied costs nothing");
        await page.KeepAsync("7-pull-request");
        await page.ClickAsync("[data-testid=merge]");
        await page.WaitForTextAsync("[data-testid=pull-state]", "Merged");
        await page.WaitForTextAsync("[data-testid=pull-ended]", "Merged into main");
        await page.KeepAsync("8-merged");

        Assert.Empty(page.Errors);
        Assert.DoesNotContain("fail:", playground.Process.Log, StringComparison.Ordinal);
    }

    [FactWith(Need.ClaudeCli, Need.Chromium)]
    public async Task Without_Docker_the_page_warns_and_the_work_is_done_all_the_same()
    {
        await using var playground = await PlaygroundProgram.StartAsync(new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = "unix:///run/no-such-engine.sock",
            ["CLAUDE_PROGRAM"] = Needs.Claude!,
        });
        await using var page = await playground.BrowseAsync();
        await page.WaitForTextAsync("[data-testid=status-sandbox]", "Process");
        await page.WaitForTextAsync("[data-testid=status-warning]", "as your own user");

        await page.SayAsync($"/claude fix acme/shop {Title}");
        await page.ChannelSaysAsync("Waiting for a decision");
        await page.ClickAsync("[data-testid=open-thread]");
        await page.ThreadSaysAsync("tests passed");
        await page.ClickInThreadAsync(ActionIds.Approve);
        await page.ChannelSaysAsync("acme/shop#1");
        await page.KeepAsync("10-without-docker");
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task Nonsense_gets_a_helpful_answer()
    {
        await using var playground = await PlaygroundProgram.StartAsync();
        await using var page = await playground.BrowseAsync();

        foreach (var (typed, answer) in new[]
        {
            ("/claude", "/claude fix"),
            ("/claude fxi acme/shop It crashes", "Did you mean /claude fix?"),
            ("/claude fix", "Which repository, and what is wrong?"),
            ("/claude fix acme/shop", "What is wrong in acme/shop? Add a title."),
            ("/claude fix acme/shop It crashes --timeout soon", "--timeout takes a time from 1m to 8h"),
            ("/claude approve", "No task in this channel is awaiting approval."),
            ("/claude status 0123456789", "There is no task 0123456789"),
        })
        {
            await page.SayAsync(typed);
            await page.WaitForTextAsync("#channel-messages [data-testid=message]:last-child", answer);
        }

        await page.KeepAsync("9-nonsense");
        await page.SayAsync("/cluade fix acme/shop It crashes");
        await page.WaitForTextAsync("[data-testid=toast]", "/cluade is not a command here");
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Docker, Need.Chromium)]
    public async Task A_thread_that_opens_beside_the_channel_leaves_its_newest_message_in_sight()
    {
        await using var playground = await PlaygroundProgram.StartAsync();
        await using var page = await playground.BrowseAsync();
        await page.SayAsync("Does anybody know this one?");
        await page.WaitForVisibleAsync("[data-testid=reply-in-thread]");
        foreach (var count in Enumerable.Range(2, 3))
        {
            await page.SayAsync(string.Join(' ', Enumerable.Repeat("The cart is empty and the checkout crashes.", 30)));
            await page.WaitForAsync($"document.querySelectorAll('#channel-messages [data-testid=message]').length === {count}");
        }

        await page.EvaluateAsync("document.querySelector('[data-testid=reply-in-thread]').click()");
        await page.WaitForVisibleAsync("#thread-composer");

        // Two frames: the text takes its new lines in the first.
        var below = await page.EvaluateAsync(
            "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => { const it = document.getElementById('channel-scroller'); resolve(it.scrollHeight - it.scrollTop - it.clientHeight); })))");
        Assert.InRange(below.GetDouble(), -1, 1);
    }
}
