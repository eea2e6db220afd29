using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace SlackClaudeBot.Playground.Cli;

/// <summary>
/// Runs a program by an argument list, with an environment that holds no credential. Not CliWrap: it would replace the lines that read and
/// wait, not the environment and the limits, which are most of this class.
/// </summary>
internal static class Tool
{
    private const int MaxOutput = 64 * 1024;

    // What npm and node need to reach the registry and their folders, and nothing that the bot keeps to itself.
    private static readonly string[] _passed =
    [
        "PATH", "HOME", "USER", "LANG", "TMPDIR", "TEMP", "TMP", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "APPDATA", "LOCALAPPDATA", "USERPROFILE", "SystemRoot", "ComSpec", "PATHEXT",
    ];

    /// <summary>How a program ended.</summary>
    public sealed record Result(int? ExitCode, string Output, string Error)
    {
        public bool IsSuccess => ExitCode == 0;

        public string Describe()
        {
            var last = Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
            return ExitCode is null ? "it did not end in time" : $"exit code {ExitCode}{(last is null ? "" : ": " + last)}";
        }
    }

    public static async Task<Result> RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit, Action<string>? onLine, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Prepare(program, arguments) };
        var (output, error) = (new StringBuilder(), new StringBuilder());
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            Append(error, line.Data);
            if (!string.IsNullOrWhiteSpace(line.Data))
            {
                onLine?.Invoke(line.Data.Trim());
            }
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception unstartable)
        {
            return new Result(-1, "", unstartable.Message);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        either.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(either.Token);
            return new Result(process.ExitCode, output.ToString(), error.ToString());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return new Result(null, output.ToString(), error.ToString());
        }
    }

    private static ProcessStartInfo Prepare(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var passed = start.Environment.Where(variable => _passed.Contains(variable.Key) || variable.Key.StartsWith("npm_config_", StringComparison.OrdinalIgnoreCase)).ToList();
        start.Environment.Clear();
        foreach (var (name, value) in passed)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null && text.Length + line.Length < MaxOutput)
        {
            text.AppendLine(line);
        }
    }
}
