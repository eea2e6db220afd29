using System.Diagnostics;
using System.Globalization;
using SlackClaudeBot.Activities.Sandboxes.Programs;

namespace SlackClaudeBot.Activities.Sandboxes.Process;

/// <summary>Finds and signals processes of this host by the mark in their environment.</summary>
internal static class HostProcesses
{
    private static readonly string[] _programFolders = ["/usr/bin", "/bin", "/usr/local/bin"];

    /// <summary>Kills everything that a sandbox left running.</summary>
    public static Task KillMarkedAsync(string taskMark, CancellationToken cancellationToken) =>
        SignalAsync(SandboxScripts.TaskMark, taskMark, ProgramSignal.Kill, cancellationToken);

    public static async Task SignalAsync(string mark, string value, ProgramSignal signal, CancellationToken cancellationToken)
    {
        // Marks are read from /proc.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var arguments = SandboxScripts.SignalMarked(mark, value, signal);
        var start = new ProcessStartInfo(arguments[0], arguments.Skip(1)) { UseShellExecute = false, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new IOException($"Processes of the sandbox survived: exit code {process.ExitCode}.");
        }
    }

    /// <summary>The prefix that limits a program with <c>prlimit</c>; empty if this host does not have it.</summary>
    public static IReadOnlyList<string> Bounds(params string[] limits) => Find("prlimit") is { } prlimit ? [prlimit, .. limits, "--"] : [];

    /// <summary>The option of <c>prlimit</c> that bounds the memory of one process.</summary>
    public static string MemoryLimit(long bytes) => string.Create(CultureInfo.InvariantCulture, $"--data={bytes}");

    /// <summary>The path of a program of this host, or null.</summary>
    public static string? Find(string program) =>
        _programFolders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
