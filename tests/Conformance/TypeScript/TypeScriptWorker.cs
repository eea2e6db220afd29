using System.Diagnostics;
using Conformance.Npm;

namespace Conformance.TypeScript;

/// <summary>The official TypeScript worker in its own process.</summary>
internal sealed class TypeScriptWorker : IAsyncDisposable
{
    private readonly Process _process;

    private TypeScriptWorker(Process process) => _process = process;

    /// <summary>Starts a worker and waits until it is ready.</summary>
    public static async Task<TypeScriptWorker> StartAsync(NpmProject npm, string address, string taskQueue)
    {
        var process = npm.Start("worker.mjs", address, taskQueue);
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        for (string? line; (line = await process.StandardOutput.ReadLineAsync(limit.Token)) != "ready";)
        {
            if (line is null)
            {
                throw new InvalidOperationException($"The TypeScript worker ended: {await errors}");
            }
        }

        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return new TypeScriptWorker(process);
    }

    /// <summary>Ends the worker the hard way: a worker that is stuck ignores SIGTERM.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
