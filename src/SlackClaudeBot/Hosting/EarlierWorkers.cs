using System.Diagnostics;
using System.Globalization;

namespace SlackClaudeBot.Hosting;

/// <summary>Workers of this machine that took work before this process started.</summary>
internal static class EarlierWorkers
{
    /// <summary>
    /// Whether the worker of this identity (<c>process id@machine</c>) has ended. In a container this process may well have
    /// the id of the one before it, but not its work: it has only begun.
    /// </summary>
    public static bool AreGone(string identity) =>
        identity.Split('@', 2) is [var process, var machine]
        && machine == Environment.MachineName
        && int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && (id == Environment.ProcessId || !IsRunning(id));

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
