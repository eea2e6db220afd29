using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Browser;

/// <summary>A person who uses the playground's page.</summary>
internal static class Person
{
    /// <summary>How long an attempt of the agent may take, with its sandbox and its tests, on a busy machine.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>Types into the channel's composer and sends it.</summary>
    public static async Task SayAsync(this BrowserPage page, string text)
    {
        await page.ClickAsync("#composer-input");
        await page.TypeAsync(text);
        await page.PressAsync("Enter");
    }

    /// <summary>Waits until the channel says something.</summary>
    public static Task ChannelSaysAsync(this BrowserPage page, string text) => page.WaitForTextAsync("#channel-messages [data-testid=message]", text, _patience);

    /// <summary>Waits until the open thread says something.</summary>
    public static Task ThreadSaysAsync(this BrowserPage page, string text) => page.WaitForTextAsync("#thread-messages [data-testid=message]", text, _patience);

    /// <summary>Clicks a button of the open thread's last message that has it.</summary>
    public static async Task ClickInThreadAsync(this BrowserPage page, string actionId)
    {
        var button = $"#thread-messages [data-testid=action-{actionId}]";
        await page.WaitForVisibleAsync(button, _patience);
        await page.ClickAsync(button);
    }
}
