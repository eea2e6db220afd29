using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Browser;

/// <summary>Pictures of the page, kept in the repository's <c>artifacts/screenshots</c> for people to look at.</summary>
internal static class Screenshots
{
    private static readonly string _folder = Path.Combine(Checkout.Root, "artifacts", "screenshots");

    /// <summary>Keeps what the page shows.</summary>
    public static Task KeepAsync(this BrowserPage page, string name) => page.ScreenshotAsync(Path.Combine(_folder, name + ".png"));
}
