using System.Text;
using SlackClaudeBot.Activities.Sandboxes;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>A repository's folder inside a sandbox, and the runners that work in it.</summary>
internal sealed class RepositoryFolder(ISandbox sandbox, string directory)
{
    private const int MaxListingBytes = 1024 * 1024;
    private const int MaxPackageBytes = 1024 * 1024;

    /// <summary>Everything is read, and only beginning and end are kept; this ends a program that prints without end.</summary>
    private const long MaxOutputBytes = 2L << 30;

    /// <summary>Marks what tests started, with the task.</summary>
    private const string TestsMark = "SANDBOX_TESTS";

    private static readonly TimeSpan _listingTimeout = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _environment = new()
    {
        [TestsMark] = sandbox.TaskId,

        // Runners print plain text for machines when they see these.
        ["CI"] = "1",
        ["NO_COLOR"] = "1",
        ["FORCE_COLOR"] = "0",
        ["CARGO_TERM_COLOR"] = "never",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["npm_config_update_notifier"] = "false",
    };

    /// <summary>Ends the tests that a bot left running when it was killed: two runs at once would get in each other's way.</summary>
    public static Task EndEarlierTestsAsync(ISandbox sandbox, CancellationToken cancellationToken) => sandbox.RunAsync(
        new SandboxCommand(SandboxScripts.SignalMarked(TestsMark, sandbox.TaskId, ProgramSignal.Kill)) { WorkingDirectory = "/" }, cancellationToken);

    /// <summary>Whether the sandbox has a program.</summary>
    public async Task<bool> HasAsync(string program, CancellationToken cancellationToken) =>
        (await sandbox.RunAsync(new SandboxCommand(["/bin/sh", "-c", "command -v \"$1\"", "sh", program]), cancellationToken)).Code == 0;

    /// <summary>How its tests are run; null where that cannot be told.</summary>
    public async Task<TestRunner?> DetectAsync(CancellationToken cancellationToken)
    {
        var files = await ListAsync(cancellationToken);
        return RunnerDetection.Detect(files, files.Contains(RunnerDetection.PackageFile) ? await ReadPackageAsync(cancellationToken) : null);
    }

    /// <summary>Installs what is needed and runs the tests, within the time; the runner that really ran may be another one.</summary>
    public async Task<(TestRunner Ran, SandboxExit Exit)> RunAsync(TestRunner runner, TestOutput output, TimeSpan timeLeft, TimeProvider time, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        if (runner.Install is { } install && await RunAsync(install, output, timeLeft, cancellationToken) is { } installed && (installed.Code != 0 || installed.TimedOut))
        {
            return (runner, installed);
        }

        var exit = await RunAsync(runner.Command, output, timeLeft - time.GetElapsedTime(begun), cancellationToken);
        var missesPytest = runner.Name == TestRunner.Pytest && exit.Code == 1 && output.Text().Contains("No module named pytest", StringComparison.Ordinal);
        return missesPytest
            ? (runner.WithoutPytest, await RunAsync(runner.WithoutPytest.Command, output, timeLeft - time.GetElapsedTime(begun), cancellationToken))
            : (runner, exit);
    }

    private async Task<SandboxExit> RunAsync(IReadOnlyList<string> command, TestOutput output, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return new SandboxExit(124, TimedOut: true, Truncated: false);
        }

        ValueTask Take(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            output.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        return await sandbox.RunAsync(
            new SandboxCommand(command) { WorkingDirectory = directory, Environment = _environment, Timeout = timeout, MaxOutputBytes = MaxOutputBytes, OnOutput = Take, OnError = Take },
            cancellationToken);
    }

    private async Task<IReadOnlyCollection<string>> ListAsync(CancellationToken cancellationToken)
    {
        using var listing = new MemoryStream();
        await sandbox.RunAsync(
            new SandboxCommand(["find", ".", "-maxdepth", "3", "(", "-name", ".git", "-o", "-path", "./node_modules/*/*", ")", "-prune", "-o", "-print"])
            {
                WorkingDirectory = directory,
                Timeout = _listingTimeout,
                MaxOutputBytes = MaxListingBytes,
                OnOutput = (bytes, token) => listing.WriteAsync(bytes, token),
            },
            cancellationToken);
        return [.. Encoding.UTF8.GetString(listing.GetBuffer(), 0, (int)listing.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(f => f.StartsWith("./", StringComparison.Ordinal) ? f[2..] : f)];
    }

    private async Task<string?> ReadPackageAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = await sandbox.ReadFileAsync($"{directory}/{RunnerDetection.PackageFile}", MaxPackageBytes, cancellationToken);
            return content is null ? null : Encoding.UTF8.GetString(content);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
