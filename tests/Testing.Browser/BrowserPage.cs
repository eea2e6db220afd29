using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace SlackClaudeBot.Testing;

/// <summary>A page in a headless Chromium, driven by Playwright. It adds the tests' own time-outs, and keeps the page's errors.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    // Without these flags Chromium calls hosts of its vendor at every start.
    private static readonly string[] _flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private BrowserPage(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.SetDefaultTimeout((float)_timeout.TotalMilliseconds);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue($"{message.Text} {message.Location}");
            }
        };
    }

    /// <summary>Playwright's page.</summary>
    public IPage Page { get; }

    /// <summary>Errors in the page's console: exceptions, refused resources, violations of its content security policy.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts a browser with one empty page of the given size, in CSS pixels.</summary>
    public static async Task<BrowserPage> StartAsync(int width = 1360, int height = 860, bool mobile = false, bool dark = false)
    {
        var program = Needs.Chromium ?? throw new InvalidOperationException("Needs Chromium: install the package chromium.");
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = _flags });
            var page = await browser.NewPageAsync(new()
            {
                ViewportSize = new() { Width = width, Height = height },
                DeviceScaleFactor = mobile ? 2 : 1,
                IsMobile = mobile,
                HasTouch = mobile,
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            });
            return new BrowserPage(playwright, browser, page);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>Opens an address; returns when it has loaded.</summary>
    public Task OpenAsync(Uri address) => Page.GotoAsync(address.AbsoluteUri);

    /// <summary>Evaluates JavaScript in the page; waits for a promise.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression) => await Page.EvaluateAsync<JsonElement?>(expression) ?? default;

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public Task WaitForAsync(string expression, TimeSpan? timeout = null) =>
        Page.WaitForFunctionAsync($"() => Boolean({expression})", options: new() { Timeout = Milliseconds(timeout) });

    /// <summary>Waits until the first element that matches is visible.</summary>
    public Task WaitForVisibleAsync(string selector, TimeSpan? timeout = null) =>
        Page.Locator(selector).First.WaitForAsync(new() { Timeout = Milliseconds(timeout) });

    /// <summary>Waits until an element that matches contains a text.</summary>
    public Task WaitForTextAsync(string selector, string text, TimeSpan? timeout = null) =>
        Page.Locator(selector, new() { HasText = text }).First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Milliseconds(timeout) });

    /// <summary>Clicks the last element that matches, when it is visible, at rest and not covered.</summary>
    public Task ClickAsync(string selector) => Page.Locator(selector).Last.ClickAsync();

    /// <summary>Types text into the focused element.</summary>
    public Task TypeAsync(string text) => Page.Keyboard.InsertTextAsync(text);

    /// <summary>Presses a key, for example <c>Enter</c>, <c>Escape</c> or <c>Tab</c>.</summary>
    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Saves what is visible as a PNG.</summary>
    public Task ScreenshotAsync(string path) => Page.ScreenshotAsync(new() { Path = path, Animations = ScreenshotAnimations.Disabled });

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static float Milliseconds(TimeSpan? timeout) => (float)(timeout ?? _timeout).TotalMilliseconds;
}
