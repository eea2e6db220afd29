using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SlackClaudeBot.Activities.Gateway;

/// <summary>One address on which the gateway answers: a separate server from the public one.</summary>
internal sealed class GatewayListener : IAsyncDisposable
{
    private readonly WebApplication _server;

    private GatewayListener(WebApplication server) => _server = server;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken or does not exist.</exception>
    public static async Task<GatewayListener> StartAsync(IPEndPoint address, ModelProxy proxy, ILoggerFactory logs, CancellationToken cancellationToken)
    {
        // The empty builder reads no settings: ASPNETCORE_URLS and the like are for the program's own server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs).AddSingleton<ConnectionLimit>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ModelProxy.MaxRequestBytes;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                var limit = kestrel.ApplicationServices.GetRequiredService<ConnectionLimit>();
                listen.Use(next => connection => limit.ServeAsync(connection, next));
            });
        });
        var server = builder.Build();
        server.Run(proxy.HandleAsync);
        try
        {
            await server.StartAsync(cancellationToken);
            return new GatewayListener(server);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Streams to agents may run for minutes; they are cut, and the agents retry.
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }
}
