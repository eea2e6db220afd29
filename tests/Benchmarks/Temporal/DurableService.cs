using Conformance.Restarts;

namespace Benchmarks.Temporal;

/// <summary>The embedded service in its own process, with its database on disk; it can be killed and restarted.</summary>
internal sealed class DurableService(string? program = null) : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("benchmark-").FullName;
    private ServiceProcess? _process;

    public string Address => Process.Address;

    public int Id => Process.Id;

    private ServiceProcess Process => _process ?? throw new InvalidOperationException("The service does not run.");

    /// <summary>Starts it.</summary>
    /// <param name="program">Another build of the program; null: the one of this checkout.</param>
    public static async Task<DurableService> StartAsync(string? program = null)
    {
        var service = new DurableService(program);
        await service.LaunchAsync();
        return service;
    }

    /// <summary>Ends it as a power cut would, and returns when it listens again.</summary>
    /// <returns>How long the start took, that of the process included.</returns>
    public async Task<TimeSpan> KillAndRestartAsync()
    {
        await Process.KillAsync();
        await Process.DisposeAsync();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await LaunchAsync();
        return watch.Elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task LaunchAsync() => _process = await ServiceProcess.StartAsync(Path.Combine(_folder, "temporal.db"), port: 0, program);
}
