using System.Formats.Tar;
using SlackClaudeBot.Activities.Checks.Reports;
using SlackClaudeBot.Activities.Checks.Runners;
using SlackClaudeBot.Activities.Repositories;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Checks;

/// <summary>How far a runner got, and its output.</summary>
/// <param name="Runner">The runner that ran: without pytest, another one is used.</param>
/// <param name="Exit">How its last program ended.</param>
/// <param name="FailedSetup">The command that could not set it up; null if all could.</param>
/// <param name="Text">The output of all its programs.</param>
/// <param name="Reported">The counts of its machine-readable reports; null if it wrote none.</param>
internal sealed record RunnerRun(TestRunner Runner, SandboxExit Exit, string? FailedSetup, string Text, TestCounts? Reported);

/// <summary>Runs one runner in a clean checkout inside a sandbox.</summary>
internal sealed class RunnerExecution(ISandbox sandbox, CleanCheckout checkout, TimeProvider time)
{
    /// <summary>All output is read, but only its beginning and end are kept. This limit ends a program that prints endlessly.</summary>
    private const long MaxOutputBytes = 2L << 30;

    private const long MaxReportBytes = 64L * 1024 * 1024;
    private const int MaxReports = 2_000;

    private static readonly TimeSpan _reportTimeout = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, string> _environment = new()
    {
        // Runners print plain text for machines when they see these.
        ["CI"] = "1",
        ["NO_COLOR"] = "1",
        ["FORCE_COLOR"] = "0",
        ["CARGO_TERM_COLOR"] = "never",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["npm_config_update_notifier"] = "false",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
        ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1",
    };

    private string Scratch => $"{CleanCheckout.FolderOf(sandbox)}/.scratch";

    private string ReportsFolder => $"{Scratch}/reports";

    /// <summary>Whether the sandbox has a program.</summary>
    public async Task<bool> HasAsync(string program, string folder, CancellationToken cancellationToken) => (await sandbox.RunAsync(
        new SandboxCommand(["/bin/sh", "-c", "command -v -- \"$1\"", "sh", program]) { WorkingDirectory = DirectoryOf(folder) }, cancellationToken)).Code == 0;

    /// <summary>Sets up what the runner needs and runs it, within the time.</summary>
    public async Task<RunnerRun> RunAsync(TestRunner runner, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        var startedAt = time.GetTimestamp();
        await sandbox.RunAsync(new SandboxCommand(["rm", "-rf", "--", Scratch]), cancellationToken);
        await sandbox.RunAsync(new SandboxCommand(["mkdir", "-p", "--", ReportsFolder]), cancellationToken);
        var output = new TestOutput();
        string? failedSetup = null;
        foreach (var command in runner.Setup)
        {
            var setUp = await RunAsync(runner, command, output, timeLeft - time.GetElapsedTime(startedAt), cancellationToken);
            if (setUp is { Code: 0, TimedOut: false })
            {
                continue;
            }

            failedSetup = string.Join(' ', command).Replace(TestRunner.Environment + "/bin/", string.Empty, StringComparison.Ordinal);
            if (setUp.TimedOut || !runner.IsSetupOptional)
            {
                return new RunnerRun(runner, setUp, failedSetup, output.Text(), null);
            }
        }

        // If no environment could be created (no venv module), use the system's Python.
        if (runner.Command[0].StartsWith(TestRunner.Environment, StringComparison.Ordinal) && !await HasAsync(Resolve(runner.Command[0]), runner.Folder, cancellationToken))
        {
            runner = runner with { Command = ["python3", .. runner.Command.Skip(1)] };
        }

        var (ran, exit) = await RunTestsAsync(runner, output, startedAt, timeLeft, cancellationToken);
        return new RunnerRun(ran, exit, failedSetup, output.Text(), await ReadReportsAsync(ran, cancellationToken));
    }

    private async Task<(TestRunner Ran, SandboxExit Exit)> RunTestsAsync(TestRunner runner, TestOutput output, long startedAt, TimeSpan timeLeft, CancellationToken cancellationToken)
    {
        var exit = await RunAsync(runner, runner.Command, output, timeLeft - time.GetElapsedTime(startedAt), cancellationToken);
        var lacksPytest = runner.Name == TestRunner.Pytest && exit.Code == 1 && output.Text().Contains("No module named pytest", StringComparison.Ordinal);
        return lacksPytest
            ? (runner.WithoutPytest, await RunAsync(runner, runner.WithoutPytest.Command, output, timeLeft - time.GetElapsedTime(startedAt), cancellationToken))
            : (runner, exit);
    }

    private async Task<SandboxExit> RunAsync(TestRunner runner, IReadOnlyList<string> command, TestOutput output, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (timeout <= TimeSpan.Zero)
        {
            return new SandboxExit(124, TimedOut: true, Truncated: false);
        }

        ValueTask Keep(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            output.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        return await sandbox.RunAsync(
            new SandboxCommand([.. command.Select(Resolve)])
            {
                WorkingDirectory = DirectoryOf(runner.Folder),
                Environment = _environment,
                Timeout = timeout,
                MaxOutputBytes = MaxOutputBytes,
                OnOutput = Keep,
                OnError = Keep,
            },
            cancellationToken);
    }

    /// <summary>Reads all reports in one go. Those that runners write into their own folders are copied to the others first.</summary>
    private async Task<TestCounts?> ReadReportsAsync(TestRunner runner, CancellationToken cancellationToken)
    {
        foreach (var pattern in runner.ReportPatterns)
        {
            // Newer than the checkout: not reports that somebody committed.
            await sandbox.RunAsync(
                new SandboxCommand(["find", ".", "-path", pattern, "-newer", $"{checkout.Directory}/.git/HEAD", "-exec", "cp", "--parents", "-t", ReportsFolder, "{}", "+"])
                {
                    WorkingDirectory = DirectoryOf(runner.Folder),
                    Timeout = _reportTimeout,
                },
                cancellationToken);
        }

        using var archive = new MemoryStream();
        var exit = await sandbox.RunAsync(
            new SandboxCommand(["tar", "--create", "--file=-", "."])
            {
                WorkingDirectory = ReportsFolder,
                Timeout = _reportTimeout,
                MaxOutputBytes = MaxReportBytes,
                OnOutput = (bytes, token) => archive.WriteAsync(bytes, token),
            },
            cancellationToken);
        archive.Position = 0;
        return exit.Truncated ? null : Sum(archive);
    }

    private static TestCounts? Sum(Stream archive)
    {
        TestCounts? sum = null;
        try
        {
            using var reader = new TarReader(archive);
            for (var count = 0; count < MaxReports && reader.GetNextEntry() is { } entry; count++)
            {
                if (entry.DataStream is { } content && ReportParser.Parse(entry.Name, content) is { } counts)
                {
                    sum = (sum ?? new TestCounts()) + counts;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
        {
            // A program may fill the folder meanwhile. Its output can still be read.
        }

        return sum;
    }

    private string DirectoryOf(string folder) => folder.Length == 0 ? checkout.Directory : $"{checkout.Directory}/{folder}";

    private string Resolve(string argument) => argument
        .Replace(TestRunner.Reports, ReportsFolder, StringComparison.Ordinal)
        .Replace(TestRunner.Environment, $"{Scratch}/venv", StringComparison.Ordinal);
}
