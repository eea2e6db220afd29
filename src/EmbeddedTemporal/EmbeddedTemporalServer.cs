using System.Net;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal;

/// <summary>A Temporal service for one machine: the official gRPC API on this address, histories in SQLite.</summary>
public sealed partial class EmbeddedTemporalServer : IAsyncDisposable
{
    // Ports tried after the one asked for, before the system chooses.
    private const int NeighbouringPorts = 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Service _service;
    private readonly CallTracker _calls;
    private readonly GrpcHost _host;
    private int _disposed;

    private EmbeddedTemporalServer(Service service, CallTracker calls, GrpcHost host)
    {
        _service = service;
        _calls = calls;
        _host = host;
        Address = host.Address.Authority;
    }

    /// <summary>The address that it listens on, in the form of Temporal clients: <c>127.0.0.1:7233</c>.</summary>
    public string Address { get; }

    /// <summary>Ends when the database can no longer be written, with the reason; every call is refused from then on.</summary>
    public Task<Exception> Failure => _service.Failure;

    /// <summary>The damaged runs found since the start. They are left as they are; all others go on.</summary>
    public IReadOnlyList<DamagedRun> DamagedRuns => _service.DamagedRuns;

    /// <summary>Tries to write something to the database.</summary>
    /// <returns>Whether it can be written now: false while the disk is full or another program holds it.</returns>
    public Task<bool> CanWriteAsync() => _service.CanWriteAsync();

    /// <summary>Copies the database, as it is at this moment, into one file, while the service works.</summary>
    /// <param name="path">The file to make; an earlier backup there is replaced once the new one is complete.</param>
    /// <exception cref="DatabaseException">The copy cannot be made; the message says why.</exception>
    public Task BackupAsync(string path) => _service.BackupAsync(path);

    /// <summary>Copies a database into one file: that of a service in another process, while it works, or one that no service uses.</summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="path">The file to make; an earlier backup there is replaced once the new one is complete.</param>
    /// <exception cref="DatabaseException">There is no such database, it is damaged, or the copy cannot be made; the message says why.</exception>
    public static Task BackupAsync(string databasePath, string path) => Task.Run(() => DatabaseBackup.CreateFromOutside(databasePath, path));

    /// <summary>Makes a database of a backup.</summary>
    /// <param name="backup">The backup; it stays.</param>
    /// <param name="databasePath">The database to make; none may be there.</param>
    /// <exception cref="DatabaseException">The backup is damaged, or there is a database already.</exception>
    public static void Restore(string backup, string databasePath) => DatabaseBackup.Restore(backup, databasePath);

    internal Service Service => _service;

    internal int CallsThatWait => _calls.Waiting;

    /// <summary>Opens the database, resumes every open workflow, and listens.</summary>
    /// <exception cref="ListenException">The address or port cannot be used.</exception>
    /// <exception cref="DatabaseException">The database cannot be used; the message says why and what to do.</exception>
    public static async Task<EmbeddedTemporalServer> StartAsync(EmbeddedTemporalOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = options.LoggerFactory.CreateLogger<EmbeddedTemporalServer>();
        var service = await Service.OpenAsync(options, logger).ConfigureAwait(false);
        var calls = new CallTracker();
        try
        {
            var host = await ListenAsync(options, service, new RoutedCalls(calls, logger), logger, cancellationToken).ConfigureAwait(false);
            Log.Listening(logger, host.Address.Authority, service.OpenRuns);
            return new EmbeddedTemporalServer(service, calls, host);
        }
        catch
        {
            calls.Dispose();
            await service.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Answers waiting polls, lets calls end, and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _calls.StopAsync(_patience).ConfigureAwait(false);
        using var patience = new CancellationTokenSource(_patience);
        await _host.StopAsync(patience.Token).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        _calls.Dispose();
        await _service.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<GrpcHost> ListenAsync(EmbeddedTemporalOptions options, Service service, RoutedCalls calls, ILogger logger, CancellationToken cancellationToken)
    {
        foreach (var port in options.AllowsOtherPort ? Ports(options.Port) : [options.Port])
        {
            if (await GrpcHost.TryStartAsync(options with { Port = port }, service.Router, calls, cancellationToken).ConfigureAwait(false) is not { } host)
            {
                continue;
            }

            if (port != options.Port)
            {
                Log.PortTaken(logger, options.Port, host.Address.Authority);
            }

            return host;
        }

        throw new ListenException($"Port {options.Port} at {options.Address} is in use by another process. Stop that one, or choose another port.");
    }

    /// <summary>The port asked for, its neighbours, then any.</summary>
    private static IEnumerable<int> Ports(int first) => first == 0 ? [0]
        : Enumerable.Range(first, NeighbouringPorts + 1).Where(p => p <= IPEndPoint.MaxPort).Append(0);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Temporal listens at {Address}; {OpenRuns} open workflows were resumed")]
        public static partial void Listening(ILogger logger, string address, int openRuns);

        [LoggerMessage(LogLevel.Warning, "Port {Port} is taken; Temporal listens at {Address} instead")]
        public static partial void PortTaken(ILogger logger, int port, string address);
    }
}
