using System.Text.RegularExpressions;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>The program as a newcomer starts it: no Slack workspace in its settings, so it starts its playground.</summary>
public sealed partial class PlaygroundProgram : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("end-to-end-playground-").FullName;
    private readonly IReadOnlyDictionary<string, string> _settings;

    private PlaygroundProgram(IReadOnlyDictionary<string, string> settings) => _settings = settings;

    /// <summary>The program's process.</summary>
    public BotProcess Process { get; private set; } = null!;

    /// <summary>The page's address, as the program prints it.</summary>
    public Uri Page { get; private set; } = null!;

    /// <summary>The data directory of the playground's program.</summary>
    public string DataDirectory => Path.Combine(_folder, "playground");

    /// <summary>Starts it, and returns when the page can be used.</summary>
    /// <param name="settings">Settings that differ from the usual ones.</param>
    public static async Task<PlaygroundProgram> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var playground = new PlaygroundProgram(settings ?? new Dictionary<string, string>());
        await playground.StartAgainAsync();
        return playground;
    }

    /// <summary>Starts it on the same data directory once more.</summary>
    public async Task StartAgainAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["DATA_DIR"] = _folder,
            ["DOCKER_HOST"] = Needs.DockerHost ?? string.Empty,
            ["TEMPORAL_PORT"] = World.FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in _settings)
        {
            settings[name] = value;
        }

        Process = await BotProcess.StartAsync(settings);
        Page = new Uri(Printed().Match(Process.Log).Groups[1].Value);
    }

    /// <summary>Opens its page in a browser.</summary>
    public async Task<BrowserPage> BrowseAsync()
    {
        var page = await BrowserPage.StartAsync();
        await page.OpenAsync(Page);
        await page.WaitForTextAsync("#connection", "connected");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await DockerLeftovers.RemoveAsync(DataDirectory);
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"The playground:\s+(http://127\.0\.0\.1:\d+/)")]
    private static partial Regex Printed();
}
