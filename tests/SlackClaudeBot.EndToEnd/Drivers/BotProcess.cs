using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using SlackClaudeBot.Playground.Changes;

namespace SlackClaudeBot.EndToEnd.Drivers;

/// <summary>The program in its own process, as an installation would run it.</summary>
public sealed partial class BotProcess : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private bool _isDisposed;
    private readonly ConcurrentQueue<string> _log = new();
    private readonly ChangeSignal _logged = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BotProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException($"The program ended before it listened:\n{Log}"));
    }

    /// <summary>The address that receives Slack's requests.</summary>
    public Uri Address { get; private set; } = null!;

    public int Id => _process.Id;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it wrote.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts the program and waits until it listens.</summary>
    /// <param name="settings">Its whole environment beside PATH.</param>
    /// <param name="arguments">Its verb, if any.</param>
    public static Task<BotProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        StartAsync(Description(settings, arguments));

    /// <summary>Starts what starts the program elsewhere and passes its log on, and waits until the program listens.</summary>
    public static async Task<BotProcess> StartAsync(ProcessStartInfo start)
    {
        var bot = Launch(start);
        try
        {
            bot.Address = await bot._listening.Task.WaitAsync(_startLimit);
            return bot;
        }
        catch (TimeoutException e)
        {
            await bot.DisposeAsync();
            throw new TimeoutException($"The program does not listen after {_startLimit.TotalSeconds} s:\n{bot.Log}", e);
        }
        catch
        {
            await bot.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command of the program that ends on its own.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        await using var bot = Launch(Description(settings, arguments));
        await bot._process.WaitForExitAsync().WaitAsync(_startLimit);
        return (bot._process.ExitCode, bot.Log);
    }

    /// <summary>Ends it as a power cut would: SIGKILL, to it alone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it has logged something.</summary>
    public Task LogsAsync(string text) => _logged.WaitForAsync(() => _log.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)), _startLimit, () => Log);

    /// <summary>Waits until it has exited on its own.</summary>
    public Task WaitForExitAsync() => _process.WaitForExitAsync();

    /// <summary>Asks it to stop (SIGTERM) and returns how long that took.</summary>
    public Task<TimeSpan> StopAsync(TimeSpan limit) => SignalAsync("-TERM", limit);

    /// <summary>Presses Ctrl+C (SIGINT) and returns how long it took to end.</summary>
    public Task<TimeSpan> InterruptAsync(TimeSpan limit) => SignalAsync("-INT", limit);

    private async Task<TimeSpan> SignalAsync(string signal, TimeSpan limit)
    {
        var watch = Stopwatch.StartNew();
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The program does not end {limit.TotalSeconds} s after kill {signal}:\n{Log}", e);
        }

        return watch.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        // A second time too: after a restart that failed, the world ends with the program that was killed before.
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Starts the program, and does not wait for it.</summary>
    public static BotProcess Launch(IReadOnlyDictionary<string, string> settings, params string[] arguments) => Launch(Description(settings, arguments));

    private static ProcessStartInfo Description(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        // Tests that a shell runs in its background ignore Ctrl+C, and so would what they start.
        string[] env = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : [];
        string[] command = [.. env, "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "SlackClaudeBot.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Path.GetTempPath() };
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "DOTNET_ROOT", "DOTNET_TieredPGO" })
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static BotProcess Launch(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var bot = new BotProcess(new Process { StartInfo = start });
        _ = bot._process.Start();
        bot._process.BeginOutputReadLine();
        bot._process.BeginErrorReadLine();
        return bot;
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        _logged.Pulse();
        if (Listening().Match(line) is { Success: true } match)
        {
            _ = _listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"SlackClaudeBot listens on (http://\S+)")]
    private static partial Regex Listening();
}
