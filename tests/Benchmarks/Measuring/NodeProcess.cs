using System.Diagnostics;

namespace Benchmarks.Measuring;

/// <summary>A Node.js script that things are compared with.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private const string ReadyLine = "ready";
    private readonly Process _process;
    private readonly Task<string> _errors;

    private NodeProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Starts a script that says <c>ready</c> when it is.</summary>
    /// <param name="folder">The folder with its package.json, from the repository's root.</param>
    /// <param name="script">The script, from that folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<NodeProcess> StartAsync(string folder, string script, string[] arguments, CancellationToken cancellationToken)
    {
        var node = await LaunchAsync(folder, script, arguments, cancellationToken);
        for (string? line; (line = await node._process.StandardOutput.ReadLineAsync(cancellationToken)) != ReadyLine;)
        {
            if (line is null)
            {
                throw new InvalidOperationException($"{script} ended: {await node._errors}");
            }
        }

        _ = node._process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Runs a script to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(string folder, string script, string[] arguments, CancellationToken cancellationToken)
    {
        await using var node = await LaunchAsync(folder, script, arguments, cancellationToken);
        return await node.OutputAsync(script, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<NodeProcess> LaunchAsync(string folder, string script, string[] arguments, CancellationToken cancellationToken)
    {
        var path = Path.Combine(RepositoryRoot(), folder);
        if (!File.Exists(Path.Combine(path, "node_modules", ".package-lock.json")))
        {
            await using var npm = Launch(path, "npm", ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            await npm.OutputAsync("npm install", cancellationToken);
        }

        return Launch(path, "node", [script, .. arguments]);
    }

    private static NodeProcess Launch(string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        return new NodeProcess(Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SlackClaudeBot.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Run the benchmarks from a checkout.");
        }

        return folder;
    }

    private async Task<string> OutputAsync(string what, CancellationToken cancellationToken)
    {
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode == 0 ? output : throw new InvalidOperationException($"{what} ended with {_process.ExitCode}: {await _errors}");
    }
}
