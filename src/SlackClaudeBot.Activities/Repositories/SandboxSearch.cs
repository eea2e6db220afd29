using System.Text;
using SlackClaudeBot.Activities.Sandboxes;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>Searches for files in a sandbox.</summary>
internal static class SandboxSearch
{
    private const int MaxOutputBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan _timeout = TimeSpan.FromMinutes(2);

    /// <summary>Runs a search in a folder.</summary>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="folder">The folder, in the sandbox.</param>
    /// <param name="command">The program and its arguments. It ends each name with NUL.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The names, as far as they came within two minutes and 16 MiB.</returns>
    internal static async Task<IReadOnlyList<string>> SearchAsync(this ISandbox sandbox, string folder, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        await sandbox.RunAsync(
            new SandboxCommand(command)
            {
                WorkingDirectory = folder,
                Timeout = _timeout,
                MaxOutputBytes = MaxOutputBytes,
                OnOutput = (bytes, token) => output.WriteAsync(bytes, token),
            },
            cancellationToken);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}
