using Conformance.DotNet;
using Conformance.Npm;
using Conformance.TypeScript;
using EmbeddedTemporal;

namespace Conformance.Scenarios;

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

/// <summary>The TypeScript worker.</summary>
public sealed class TypeScriptWorkerOnService : WorkerOnService
{
    protected override async Task<IAsyncDisposable> StartWorkerAsync(NpmProject npm, string address) => await TypeScriptWorker.StartAsync(npm, address, Queue);
}

/// <summary>The .NET worker.</summary>
public sealed class DotNetWorkerOnService : WorkerOnService
{
    protected override async Task<IAsyncDisposable> StartWorkerAsync(NpmProject npm, string address) => await DotNetWorker.StartAsync(address, Queue);
}
