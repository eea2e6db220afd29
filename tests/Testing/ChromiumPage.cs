using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SlackClaudeBot.Testing;

/// <summary>A page in a headless Chromium, driven over the DevTools protocol as a person would: it clicks, types and looks.</summary>
public sealed partial class ChromiumPage : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly Process _browser;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _answers = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _session;
    private int _lastId;

    private ChromiumPage(Process browser, string profile) => (_browser, _profile) = (browser, profile);

    /// <summary>Errors in the page's console: exceptions, refused resources, violations of its content security policy.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Starts a browser with one empty page of the given size.</summary>
    public static async Task<ChromiumPage> StartAsync(int width = 1360, int height = 860, bool mobile = false, bool dark = false)
    {
        var program = Needs.Chromium ?? throw new InvalidOperationException("Needs Chromium: install the package chromium.");
        var profile = Directory.CreateTempSubdirectory("chromium-").FullName;
        var start = new ProcessStartInfo(program,
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run", "--hide-scrollbars",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        var page = new ChromiumPage(Process.Start(start)!, profile);
        try
        {
            await page.ConnectAsync().WaitAsync(_patience);
            await page.SendAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = mobile ? 2 : 1, ["mobile"] = mobile });
            await page.SendAsync("Emulation.setEmulatedMedia", new()
            {
                ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }),
            });
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens an address; returns when it has loaded.</summary>
    public async Task OpenAsync(Uri address)
    {
        _loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync("Page.navigate", new() { ["url"] = address.ToString() });
        await _loaded.Task.WaitAsync(_patience);
    }

    /// <summary>Evaluates JavaScript in the page; waits for a promise.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression, TimeSpan? patience = null)
    {
        var answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true, ["userGesture"] = true }, patience);
        if (answer.TryGetProperty("exceptionDetails", out var details))
        {
            throw new InvalidOperationException($"{details.GetProperty("text").GetString()} {details.GetProperty("exception").GetProperty("description").GetString()}");
        }

        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value.Clone() : default;
    }

    /// <summary>Waits until an expression is true: now, or after one of the page's changes.</summary>
    public async Task WaitForAsync(string expression, TimeSpan? patience = null)
    {
        var limit = patience ?? _patience;
        try
        {
            await EvaluateAsync(
                $$"""
                new Promise((resolve) => {
                  const look = () => { if (!({{expression}})) return false; observer.disconnect(); resolve(true); return true; };
                  const observer = new MutationObserver(look);
                  if (!look()) observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
                })
                """,
                limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Not so within {limit.TotalSeconds:0} s: {expression}\nThe page says: {await EvaluateAsync("document.body.innerText")}\nErrors: {string.Join("; ", Errors)}");
        }
    }

    /// <summary>Waits until something that matches can be seen.</summary>
    public Task WaitForVisibleAsync(string selector, TimeSpan? patience = null) => WaitForAsync($"document.querySelector({Quote(selector)})?.checkVisibility()", patience);

    /// <summary>Waits until something that matches says this.</summary>
    public Task WaitForTextAsync(string selector, string text, TimeSpan? patience = null) =>
        WaitForAsync($"[...document.querySelectorAll({Quote(selector)})].some((e) => e.textContent.includes({Quote(text)}))", patience);

    /// <summary>Clicks the last thing that matches, with the mouse, where it is.</summary>
    public async Task ClickAsync(string selector)
    {
        await WaitForVisibleAsync(selector);
        // A person waits until what moves has come to rest and nothing covers the target; each frame is a look.
        var place = await EvaluateAsync(
            $$"""
            new Promise((resolve, reject) => {
              let last = '';
              const began = performance.now();
              const look = () => {
                const all = document.querySelectorAll({{Quote(selector)}});
                const target = all[all.length - 1];
                target?.scrollIntoView({ block: 'center', behavior: 'instant' });
                const box = target?.getBoundingClientRect() ?? {};
                const point = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
                const hit = target ? document.elementFromPoint(point.x, point.y) : null;
                const at = JSON.stringify(point);
                if (target && hit && target.contains(hit) && at === last) resolve(point);
                else if (performance.now() - began > 10000) reject(new Error(`covered by ${hit?.tagName}.${hit?.className}`));
                else { last = at; requestAnimationFrame(look); }
              };
              look();
            })
            """);
        foreach (var type in new[] { "mouseMoved", "mousePressed", "mouseReleased" })
        {
            await SendAsync("Input.dispatchMouseEvent", new()
            {
                ["type"] = type,
                ["x"] = place.GetProperty("x").GetDouble(),
                ["y"] = place.GetProperty("y").GetDouble(),
                ["button"] = type == "mouseMoved" ? "none" : "left",
                ["clickCount"] = type == "mouseMoved" ? 0 : 1,
            });
        }
    }

    /// <summary>Types text into what has the focus.</summary>
    public Task TypeAsync(string text) => SendAsync("Input.insertText", new() { ["text"] = text });

    /// <summary>Presses a key, for example <c>Enter</c>, <c>Escape</c> or <c>Tab</c>.</summary>
    public async Task PressAsync(string key)
    {
        var code = key switch { "Enter" => 13, "Escape" => 27, "Tab" => 9, "ArrowDown" => 40, "ArrowUp" => 38, _ => 0 };
        var press = new JsonObject { ["type"] = "keyDown", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code };
        if (key == "Enter")
        {
            press["text"] = "\r";
        }

        await SendAsync("Input.dispatchKeyEvent", press);
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = key, ["windowsVirtualKeyCode"] = code });
    }

    /// <summary>Keeps what can be seen as a PNG.</summary>
    public async Task ScreenshotAsync(string path)
    {
        // Two frames, so that what was changed last is painted.
        await EvaluateAsync("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => 0))).then(() => resolve(true)))))");
        var picture = await SendAsync("Page.captureScreenshot", new() { ["format"] = "png" });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, picture.GetProperty("data").GetBytesFromBase64());
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_browser.HasExited)
        {
            _browser.Kill(entireProcessTree: true);
        }

        await _browser.WaitForExitAsync();
        _browser.Dispose();
        _sending.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A child that is just ending may still hold a file; the folder is a temporary one.
        }
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private async Task ConnectAsync()
    {
        Match match;
        do
        {
            var line = await _browser.StandardError.ReadLineAsync() ?? throw new InvalidOperationException("Chromium ended while it was starting.");
            match = Listening().Match(line);
        }
        while (!match.Success);
        _ = _browser.StandardError.ReadToEndAsync();
        _ = _browser.StandardOutput.ReadToEndAsync();
        await _socket.ConnectAsync(new Uri(match.Groups[1].Value), CancellationToken.None);
        _ = ReceiveAsync();
        var target = await SendAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var attached = await SendAsync("Target.attachToTarget", new() { ["targetId"] = target.GetProperty("targetId").GetString(), ["flatten"] = true });
        _session = attached.GetProperty("sessionId").GetString();
        foreach (var domain in new[] { "Page", "Runtime", "Log" })
        {
            await SendAsync($"{domain}.enable", []);
        }
    }

    private async Task<JsonElement> SendAsync(string method, JsonObject parameters, TimeSpan? patience = null)
    {
        var id = Interlocked.Increment(ref _lastId);
        var answer = _answers[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            message["sessionId"] = _session;
        }

        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(patience ?? _patience);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                message.Write(buffer, 0, read.Count);
                if (!read.EndOfMessage)
                {
                    continue;
                }

                Take(JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception ended) when (ended is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var waiting in _answers.Values)
            {
                waiting.TrySetException(new InvalidOperationException("The browser ended."));
            }
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && _answers.TryRemove(id.GetInt32(), out var waiting))
        {
            if (message.TryGetProperty("error", out var error))
            {
                waiting.TrySetException(new InvalidOperationException(error.ToString()));
            }
            else
            {
                waiting.TrySetResult(message.GetProperty("result"));
            }

            return;
        }

        switch (message.TryGetProperty("method", out var method) ? method.GetString() : null)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Runtime.exceptionThrown":
                _errors.Enqueue(message.GetProperty("params").GetProperty("exceptionDetails").ToString());
                break;
            case "Log.entryAdded" when message.GetProperty("params").GetProperty("entry") is var entry && entry.GetProperty("level").GetString() == "error":
                _errors.Enqueue(entry.GetProperty("text").GetString() ?? "");
                break;
        }
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex Listening();
}
