using Conformance.Npm;
using Conformance.OursAndTheirs;
using EmbeddedTemporal;

namespace Conformance.OfficialSdk;

/// <summary>One service and one worker for all tests of a class.</summary>
public abstract class WorkerOnService : IAsyncLifetime
{
    internal const string Queue = "conformance";
    private EmbeddedTemporalServer _server = null!;
    private IAsyncDisposable? _worker;

    public async ValueTask InitializeAsync() => _server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });

    /// <summary>The service's address, once a worker is there.</summary>
    internal async Task<string> AddressAsync(NpmProject npm)
    {
        _worker ??= await StartWorkerAsync(npm, _server.Address);
        return _server.Address;
    }

    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        await _server.DisposeAsync();
    }

    protected abstract Task<IAsyncDisposable> StartWorkerAsync(NpmProject npm, string address);
}

/// <summary>The official worker.</summary>
public sealed class OfficialWorkerOnService : WorkerOnService
{
    protected override async Task<IAsyncDisposable> StartWorkerAsync(NpmProject npm, string address) => await OfficialWorker.StartAsync(npm, address, Queue);
}

/// <summary>Our worker.</summary>
public sealed class OurWorkerOnService : WorkerOnService
{
    protected override async Task<IAsyncDisposable> StartWorkerAsync(NpmProject npm, string address) => await OurWorker.StartAsync(address, Queue);
}
