using System.Net;
using System.Net.Sockets;
using EmbeddedTemporal.Grpc;
using Grpc.AspNetCore.Server.Model;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Grpc.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace EmbeddedTemporal;

/// <summary>The network side: gRPC on Kestrel, with the standard services for health and reflection.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    // Kestrel's default of 100 starves a worker whose polls share one connection.
    private const int MaxCallsPerConnection = 10_000;

    private readonly WebApplication _app;

    private GrpcHost(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    /// <summary>The address that it listens on.</summary>
    public Uri Address { get; }

    /// <summary>Listens, unless the port is taken: then the result is null.</summary>
    /// <exception cref="ListenException">Something else is wrong with the address.</exception>
    public static async Task<GrpcHost?> TryStartAsync(EmbeddedTemporalOptions options, GrpcRouter router, RoutedCalls calls, CancellationToken cancellationToken)
    {
        var app = Build(options, router, calls);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            return new GrpcHost(app);
        }
        catch (Exception e)
        {
            await app.DisposeAsync().ConfigureAwait(false);
            if (SocketErrorOf(e) is not { } error)
            {
                throw;
            }

            return error.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? null
                : throw new ListenException($"The service cannot listen at {options.Address}:{options.Port}: {error.Message}.", e);
        }
    }

    /// <summary>Ends connections when their calls have ended, or at the latest when this token says so.</summary>
    public Task StopAsync(CancellationToken atTheLatest) => _app.StopAsync(atTheLatest);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(EmbeddedTemporalOptions options, GrpcRouter router, RoutedCalls calls)
    {
        // Empty: the log lines of Kestrel and of the gRPC server say nothing that this service's do not.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options));
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MessageSize.Unread;
            grpc.CompressionProviders = [new BoundedGzip()];
            if (options.Token is { } token)
            {
                grpc.Interceptors.Add<TokenCheck>(token);
            }
        });
        var health = new HealthServiceImpl();
        health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
        var described = router.Services.Append(Health.Descriptor).ToArray();
        builder.Services.AddSingleton(calls)
            .AddSingleton<IServiceMethodProvider<RoutedCalls>>(new RoutedMethods(router))
            .AddSingleton(health)
            .AddSingleton(new ReflectionServiceImpl(described))
            .AddSingleton(new ReflectionV1ServiceImpl(described));
        var app = builder.Build();
        if (IPAddress.IsLoopback(options.Address))
        {
            app.Use(RefuseOtherHosts);
        }

        app.Use(Delivery.ConfirmAsync);
        app.Use(new EndpointPaths(app).FindAsync);
        app.UseRouting();
        app.MapGrpcService<RoutedCalls>();
        app.MapGrpcService<HealthServiceImpl>();
        app.MapGrpcService<ReflectionServiceImpl>();
        app.MapGrpcService<ReflectionV1ServiceImpl>();
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, EmbeddedTemporalOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.Http2.MaxStreamsPerConnection = MaxCallsPerConnection;
        limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
        limits.Http2.InitialStreamWindowSize = 1024 * 1024;
        // The gRPC server bounds messages itself.
        limits.MaxRequestBodySize = null;
        // Polls are idle for a minute by design.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (options.Certificate is { } certificate)
            {
                listen.UseHttps(certificate);
            }
        });
    }

    /// <summary>A page in a browser may reach this port under a name that its owner has pointed at loopback.</summary>
    private static Task RefuseOtherHosts(HttpContext context, RequestDelegate next)
    {
        if (LoopbackHost.IsAllowed(context.Request.Headers.Host))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static SocketException? SocketErrorOf(Exception? e) => e is null ? null : e as SocketException ?? SocketErrorOf(e.InnerException);
}
