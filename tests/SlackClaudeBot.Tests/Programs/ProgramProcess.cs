using System.Diagnostics;
using System.Text;

namespace SlackClaudeBot.Tests.Programs;

/// <summary>The program in its own process, in an empty folder, with nothing in its environment but what a test sets.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    /// <summary>Far longer than anything here takes: only a broken test waits for it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly string _folder;

    private ProgramProcess(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    /// <summary>Everything it wrote, on both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int ExitCode => _process.ExitCode;

    public static ProgramProcess Start(IReadOnlyDictionary<string, string> settings, string arguments, string? dotEnv = null)
    {
        var folder = Directory.CreateTempSubdirectory("program-").FullName;
        if (dotEnv is not null)
        {
            File.WriteAllText(Path.Combine(folder, ".env"), dotEnv);
        }

        // A shell that runs tests in its background ignores Ctrl+C, and its children inherit that.
        string[] command = [.. OperatingSystem.IsLinux() ? ["env", "--default-signal=INT"] : Array.Empty<string>(), "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "SlackClaudeBot.dll")];
        var start = new ProcessStartInfo(command[0], [.. command[1..], .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in new[] { "PATH", "DOTNET_ROOT" })
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                start.Environment[name] = value;
            }
        }

        start.Environment["DATA_DIR"] = Path.Combine(folder, "data");
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var program = new ProgramProcess(new Process { StartInfo = start }, folder);
        program._process.Start();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> settings, string arguments, string? dotEnv = null)
    {
        await using var program = Start(settings, arguments, dotEnv);
        await program.WaitForExitAsync();
        return (program.ExitCode, program.Output);
    }

    public async Task WaitForExitAsync() => await _process.WaitForExitAsync().WaitAsync(_patience);

    /// <summary>Waits until the program has written a text.</summary>
    public async Task WaitForAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            if (_output.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            _awaited.Add((text, seen));
        }

        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(seen.Task, exited).WaitAsync(_patience) == exited && !seen.Task.IsCompleted)
        {
            throw new InvalidOperationException($"The program ended ({_process.ExitCode}) before it wrote \"{text}\":\n{Output}");
        }
    }

    /// <summary>Asks it to stop, and waits for its end.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
            foreach (var (text, seen) in _awaited.Where(awaited => line.Contains(awaited.Text, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }
    }
}
