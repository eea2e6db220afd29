using EmbeddedTemporal;
using Temporalio.Client;

namespace Temporalio.Testing.Environments;

/// <summary>An environment with a service of its own.</summary>
internal class EmbeddedEnvironment(ITemporalClient client, EmbeddedTemporalServer server) : WorkflowEnvironment(client)
{
    public static async Task<WorkflowEnvironment> StartAsync(TemporalClientConnectOptions options, string? databasePath)
    {
        var server = await StartServerAsync(options, databasePath, TimeProvider.System).ConfigureAwait(false);
        return new EmbeddedEnvironment(await ConnectAsync(options, server).ConfigureAwait(false), server);
    }

    public override async Task ShutdownAsync() => await server.DisposeAsync().ConfigureAwait(false);

    protected static Task<EmbeddedTemporalServer> StartServerAsync(TemporalClientConnectOptions options, string? databasePath, TimeProvider time) =>
        EmbeddedTemporalServer.StartAsync(new()
        {
            DatabasePath = databasePath,
            Port = PortOf(options.TargetHost),
            TimeProvider = time,
            LoggerFactory = options.LoggerFactory,
            Namespaces = [options.Namespace],
        });

    protected static async Task<TemporalClient> ConnectAsync(TemporalClientConnectOptions options, EmbeddedTemporalServer server)
    {
        var connect = (TemporalClientConnectOptions)options.Clone();
        connect.TargetHost = server.Address;
        try
        {
            return await TemporalClient.ConnectAsync(connect).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The port of <c>host:port</c>; 0, which is any, where none is named.</summary>
    private static int PortOf(string? targetHost) =>
        targetHost?.LastIndexOf(':') is >= 0 and var colon && int.TryParse(targetHost.AsSpan(colon + 1), out var port) ? port : 0;
}
