using System.Diagnostics;
using System.Globalization;

namespace SlackClaudeBot.Hosting;

/// <summary>Reads the identities of workers: <c>process id@machine</c>.</summary>
internal static class WorkerIdentity
{
    /// <summary>
    /// Whether the worker of this identity has exited. In a container this process may have the id of its predecessor. It has
    /// just started, so work under that id belonged to the predecessor.
    /// </summary>
    public static bool HasExited(string identity) =>
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
