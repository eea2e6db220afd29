using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>
/// A program of this host with its own session, limits and environment. Not CliWrap: it knows neither sessions nor limits, and loses children
/// that leave the process tree.
/// </summary>
internal sealed class ProcessProgram : IRunningProgram
{
    private const int BufferLength = 64 * 1024;
    private const int NoSuchProgram = 127;

    /// <summary>See <see cref="Docker.DockerProgram"/>: something left behind may hold a stream open.</summary>
    private static readonly TimeSpan _drainTime = TimeSpan.FromSeconds(1);

    private readonly System.Diagnostics.Process _process;
    private readonly SandboxFolder _folder;
    private readonly string _taskMark;
    private readonly string _mark;
    private readonly BoundedOutput _output;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _feeding;
    private long _lastRead;

    private ProcessProgram(
        System.Diagnostics.Process process, SandboxFolder folder, string taskMark, string mark, SandboxCommand command, BoundedOutput output, TimeProvider time)
    {
        (_process, _folder, _taskMark, _mark, _output, _time) = (process, folder, taskMark, mark, output, time);
        _lastRead = time.GetTimestamp();
        _feeding = FeedAsync(command.StandardInput);
        Completion = CompleteAsync();
    }

    public Task<int> Completion { get; }

    public static IRunningProgram Start(
        SandboxOptions options, SandboxFolder folder, string taskMark, SandboxCommand command, BoundedOutput output, TimeProvider time)
    {
        if (!Directory.Exists(folder.Root))
        {
            throw new SandboxLostException(folder.Name);
        }

        var mark = Guid.NewGuid().ToString("N");
        string[] arguments = [.. Wrapping(options), .. command.Arguments];
        var start = new ProcessStartInfo(arguments[0], arguments[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory ?? folder.Workspace,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Scrubbed(options, folder).Concat(command.Environment))
        {
            start.Environment[name] = value;
        }

        start.Environment[SandboxScripts.RunMark] = mark;
        start.Environment[SandboxScripts.TaskMark] = taskMark;
        try
        {
            return new ProcessProgram(System.Diagnostics.Process.Start(start)!, folder, taskMark, mark, command, output, time);
        }
        catch (Win32Exception e)
        {
            return Directory.Exists(folder.Root)
                ? new EndedProgram(NoSuchProgram)
                : throw new SandboxLostException(folder.Name, e);
        }
    }

    public Task SignalAsync(ProgramSignal signal, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            return HostProcesses.SignalAsync(SandboxScripts.RunMark, _mark, signal, cancellationToken);
        }

        _process.Kill(entireProcessTree: true);
        return Task.CompletedTask;
    }

    public async Task DestroySandboxAsync()
    {
        _folder.Detach();
        await HostProcesses.KillMarkedAsync(_taskMark, CancellationToken.None);
        _folder.Delete();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_feeding, Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
        _closing.Dispose();
    }

    /// <summary>Its own session, then limits, if the system has the programs for them.</summary>
    private static IEnumerable<string> Wrapping(SandboxOptions options)
    {
        string[] session = HostProcesses.Find("setsid") is { } setsid ? [setsid] : [];

        // These limits apply to each process: the system has none for a group. The number of processes is not bounded, because the
        // system counts those of the whole user, the bot's included.
        return [.. session, .. HostProcesses.Bounds(string.Create(CultureInfo.InvariantCulture, $"--fsize={options.DiskLimit}"), HostProcesses.MemoryLimit(options.Memory), "--core=0")];
    }

    /// <summary>Nothing of the bot's own environment but the path to programs.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Scrubbed(SandboxOptions options, SandboxFolder folder) =>
    [
        new("PATH", options.ProcessPath ?? Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin"),
        new("HOME", folder.Home),
        new("TMPDIR", folder.Temporary),
        new("LANG", "C.UTF-8"),
        // The CLI runs unattended as root only if it is told that it is sandboxed.
        new("IS_SANDBOX", "1"),
    ];

    private async Task FeedAsync(ReadOnlyMemory<byte> input)
    {
        try
        {
            var stream = _process.StandardInput.BaseStream;
            await using (stream)
            {
                await stream.WriteAsync(input, _closing.Token);
            }
        }
        // A program need not read its input; how it ends says enough.
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    private async Task<int> CompleteAsync()
    {
        var output = PumpAsync(_process.StandardOutput.BaseStream, isError: false);
        var error = PumpAsync(_process.StandardError.BaseStream, isError: true);
        var exited = _process.WaitForExitAsync(_closing.Token);
        await await Task.WhenAny(exited, FailureOf(output), FailureOf(error));
        var pump = Task.WhenAll(output, error);
        while (!pump.IsCompleted && !await DrainedAsync(pump))
        {
            _closing.Token.ThrowIfCancellationRequested();
        }

        if (pump.IsCompleted)
        {
            await pump;
        }

        await exited;
        return Directory.Exists(_folder.Root) ? _process.ExitCode : throw new SandboxLostException(_folder.Name);
    }

    /// <summary>Ends only where the task fails: an output that has ended says nothing of the program.</summary>
    private static async Task FailureOf(Task task)
    {
        await task;
        await Task.Delay(Timeout.Infinite);
    }

    private async Task PumpAsync(Stream stream, bool isError)
    {
        var buffer = new byte[BufferLength];
        while (await stream.ReadAsync(buffer, _closing.Token) is > 0 and var read)
        {
            Volatile.Write(ref _lastRead, _time.GetTimestamp());
            await _output.DeliverAsync(isError, buffer.AsMemory(0, read), _closing.Token);
            Volatile.Write(ref _lastRead, _time.GetTimestamp());
        }
    }

    /// <summary>True once nothing came for a while although the callee was ready.</summary>
    private async Task<bool> DrainedAsync(Task pump)
    {
        await Task.WhenAny(pump, Task.Delay(_drainTime, _time, _closing.Token));
        return pump.IsCompleted || (!_output.IsDelivering && _time.GetElapsedTime(Volatile.Read(ref _lastRead)) >= _drainTime);
    }

    /// <summary>A program that could not be started at all.</summary>
    private sealed class EndedProgram(int code) : IRunningProgram
    {
        public Task<int> Completion { get; } = Task.FromResult(code);

        public Task SignalAsync(ProgramSignal signal, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DestroySandboxAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
