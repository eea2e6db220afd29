using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Activities.Sandboxes.Process;

namespace SlackClaudeBot.Activities.Repositories;

/// <summary>
/// Runs git on this host, and only in bare repositories that no agent can write. Not CliWrap: it bounds neither the memory of a program nor its output.
/// </summary>
internal sealed partial class Git(TimeProvider time, ILogger<Git> logger)
{
    private const int MaxErrorBytes = 16 * 1024;

    /// <summary>
    /// How much memory a limited command may use, if the system supports limits. A few bytes of a bundle can expand to trees with more
    /// paths than fit into memory.
    /// </summary>
    internal long MaxMemoryBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Runs a command that must succeed and returns its output.</summary>
    /// <exception cref="GitException">It did not.</exception>
    internal async Task<string> RunAsync(GitCommand command, CancellationToken cancellationToken)
    {
        var output = await TryAsync(command, cancellationToken);
        return output.Succeeded
            ? output.Output
            : throw new GitException(command.Arguments[0], output.Truncated ? "it wrote more than it may" : output.Errors);
    }

    /// <summary>Runs a command; its failure is a result, not an exception.</summary>
    /// <exception cref="GitException">It could not start or ran out of time.</exception>
    internal async Task<GitOutput> TryAsync(GitCommand command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var sent = SendAsync(process, command.Input, ended.Token);
            var errors = ReadEndAsync(process.StandardError.BaseStream, ended.Token);
            var (output, truncated) = await ReadStartAsync(process, command.MaxOutputBytes, ended.Token);
            await process.WaitForExitAsync(ended.Token);
            await sent;
            var said = Scrub((await errors).Trim(), command.Access?.Token);
            var elapsed = time.GetElapsedTime(started);
            Log.Ran(logger, command.Arguments[0], process.ExitCode, elapsed);
            return new GitOutput(process.ExitCode, output, said, truncated);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GitException(command.Arguments[0], $"it timed out after {command.Timeout}");
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>Removes a token from a text, in every form in which git could print it.</summary>
    internal static string Scrub(string text, string? token) =>
        string.IsNullOrEmpty(token)
            ? text
            : text.Replace(token, "***", StringComparison.Ordinal)
                .Replace(GitEnvironment.BasicCredentials(token), "***", StringComparison.Ordinal)
                .Replace(Uri.EscapeDataString(token), "***", StringComparison.Ordinal);

    private Process Start(GitCommand command)
    {
        string[] program = [.. command.IsMemoryLimited ? HostProcesses.Bounds(HostProcesses.MemoryLimit(MaxMemoryBytes)) : [], "git"];
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = command.Repository ?? Path.GetTempPath(),
        };
        if (command.Repository is not null)
        {
            start.ArgumentList.Add($"--git-dir={command.Repository}");
        }

        foreach (var argument in command.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in GitEnvironment.For(command))
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new GitException(command.Arguments[0], $"git cannot be started ({e.Message}): install git 2.38 or later");
        }
    }

    private static async Task SendAsync(Process process, Stream? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await input.CopyToAsync(process.StandardInput.BaseStream, cancellationToken);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It exited before it had read everything. Its exit code says why.
        }
    }

    private static async Task<(string Text, bool Truncated)> ReadStartAsync(Process process, int maxBytes, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, maxBytes - kept.Length));
            if (kept.Length < maxBytes)
            {
                continue;
            }

            Kill(process);
            return (Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length), true);
        }

        return (Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length), false);
    }

    // The reason is at the end, possibly after any amount of "remote: …".
    private static async Task<string> ReadEndAsync(Stream stream, CancellationToken cancellationToken)
    {
        var kept = new byte[MaxErrorBytes];
        var buffer = new byte[MaxErrorBytes];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var keep = Math.Min(length, kept.Length - read);
            kept.AsSpan(length - keep, keep).CopyTo(kept);
            buffer.AsSpan(0, read).CopyTo(kept.AsSpan(keep));
            length = keep + read;
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has exited already.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "git {Command} ended with {Code} after {Elapsed}")]
        public static partial void Ran(ILogger logger, string command, int code, TimeSpan elapsed);
    }
}
