using System.Net;
using System.Net.Sockets;
using EmbeddedTemporal.Grpc;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmbeddedTemporal;

/// <summary>A Temporal service for one machine: the official gRPC API on this address, histories in SQLite.</summary>
public sealed partial class EmbeddedTemporalServer : IAsyncDisposable
{
    // Ports tried after the one asked for, before the system chooses.
    private const int NeighbouringPorts = 20;

    // Kestrel's default of 100 starves a worker whose polls share one connection.
    private const int MaxCallsPerConnection = 10_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly Service _service;
    private readonly CallTracker _calls;
    private readonly KestrelServer _kestrel;
    private int _disposed;

    private EmbeddedTemporalServer(Service service, CallTracker calls, KestrelServer kestrel, string address)
    {
        _service = service;
        _calls = calls;
        _kestrel = kestrel;
        Address = address;
    }

    /// <summary>Where it listens, as Temporal clients take it: <c>127.0.0.1:7233</c>.</summary>
    public string Address { get; }

    /// <summary>Ends when the database can no longer be written, with the reason; every call is refused from then on.</summary>
    public Task<Exception> Failure => _service.Failure;

    internal Service Service => _service;

    internal int CallsThatWait => _calls.Waiting;

    /// <summary>Opens the database, takes up every open workflow where it was, and listens.</summary>
    /// <exception cref="Storage.DatabaseException">The database cannot be used; the message says why and what to do.</exception>
    public static async Task<EmbeddedTemporalServer> StartAsync(EmbeddedTemporalOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = options.LoggerFactory.CreateLogger<EmbeddedTemporalServer>();
        var service = await Service.OpenAsync(options, logger).ConfigureAwait(false);
        var calls = new CallTracker();
        try
        {
            var endpoint = new GrpcEndpoint(service.Router, calls, IPAddress.IsLoopback(options.Address), logger);
            var kestrel = await ListenAsync(options, endpoint, logger, cancellationToken).ConfigureAwait(false);
            var bound = new Uri(kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
            Log.Listening(logger, bound.Authority, service.OpenRuns);
            return new EmbeddedTemporalServer(service, calls, kestrel, bound.Authority);
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
        await _kestrel.StopAsync(patience.Token).ConfigureAwait(false);
        _kestrel.Dispose();
        _calls.Dispose();
        await _service.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<KestrelServer> ListenAsync(EmbeddedTemporalOptions options, GrpcEndpoint endpoint, ILogger logger, CancellationToken cancellationToken)
    {
        foreach (var port in Ports(options.Port))
        {
            var kestrel = CreateKestrel(options.Address, port);
            try
            {
                await kestrel.StartAsync(endpoint, cancellationToken).ConfigureAwait(false);
                if (port != options.Port)
                {
                    Log.PortTaken(logger, options.Port, kestrel.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
                }

                return kestrel;
            }
            catch (Exception e) when (IsTaken(e) && port != 0)
            {
                kestrel.Dispose();
            }
        }

        throw new IOException($"No free port at {options.Address}.");
    }

    /// <summary>The port asked for, its neighbours, then any.</summary>
    private static IEnumerable<int> Ports(int first) => first == 0 ? [0]
        : Enumerable.Range(first, NeighbouringPorts + 1).Where(p => p <= IPEndPoint.MaxPort).Append(0);

    private static bool IsTaken(Exception e) => e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (e.InnerException is { } inner && IsTaken(inner));

    private static KestrelServer CreateKestrel(IPAddress address, int port)
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.Http2.MaxStreamsPerConnection = MaxCallsPerConnection;
        options.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
        options.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
        options.Limits.MaxRequestBodySize = GrpcFraming.MaxMessageBytes;
        // Polls are idle for a minute by design.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(address, port, static listen => listen.Protocols = HttpProtocols.Http2);
        // Kestrel's own log lines say nothing that this server's do not.
        var quiet = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
        return new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), quiet), quiet);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Temporal listens at {Address}; {OpenRuns} open workflows were taken up")]
        public static partial void Listening(ILogger logger, string address, int openRuns);

        [LoggerMessage(LogLevel.Warning, "Port {Port} is taken; Temporal listens at {Address} instead")]
        public static partial void PortTaken(ILogger logger, int port, string address);
    }
}
