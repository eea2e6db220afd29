using System.Diagnostics;
using System.Text;

namespace SlackClaudeBot.Playground.GitHub.Git;

/// <summary>
/// Runs git in the playground's bare repositories, by argument lists and without anybody's configuration. Not CliWrap: most of this class is
/// the environment, and git's HTTP backend needs the process itself.
/// </summary>
internal static class GitCommand
{
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(1);

    /// <summary>What a command printed.</summary>
    public sealed record Output(int ExitCode, string Text, string Error)
    {
        /// <exception cref="InvalidOperationException">The command failed.</exception>
        public string Success() => ExitCode == 0 ? Text.TrimEnd('\n') : throw new InvalidOperationException($"git failed with {ExitCode}: {Error.Trim()}");
    }

    public static async Task<Output> RunAsync(string folder, IEnumerable<string> arguments, byte[]? input = null, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeLimit);
        using var git = Start(folder, arguments);
        try
        {
            var text = git.StandardOutput.ReadToEndAsync(limit.Token);
            var error = git.StandardError.ReadToEndAsync(limit.Token);
            if (input is not null)
            {
                await git.StandardInput.BaseStream.WriteAsync(input, limit.Token);
            }

            git.StandardInput.Close();
            await git.WaitForExitAsync(limit.Token);
            return new Output(git.ExitCode, await text, await error);
        }
        catch (OperationCanceledException)
        {
            git.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts git with only the environment variables that are named here.</summary>
    public static Process Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["HOME"] = folder;
        start.Environment["LC_ALL"] = "C";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_AUTHOR_NAME"] = start.Environment["GIT_COMMITTER_NAME"] = "Playground";
        start.Environment["GIT_AUTHOR_EMAIL"] = start.Environment["GIT_COMMITTER_EMAIL"] = "playground@localhost.invalid";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("git cannot be started.");
    }
}
