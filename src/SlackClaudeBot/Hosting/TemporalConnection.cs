using SlackClaudeBot.Tasks;
using Temporalio.Client;

namespace SlackClaudeBot.Hosting;

/// <summary>How the program reaches its Temporal service.</summary>
internal static class TemporalConnection
{
    /// <summary>The connection for these settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="address">host:port, of the embedded service too.</param>
    /// <param name="loggerFactory">For the client's own log.</param>
    /// <param name="embeddedToken">The embedded service's token; null for another service.</param>
    public static TemporalClientConnectOptions For(TemporalOptions options, string address, ILoggerFactory loggerFactory, string? embeddedToken = null) => new(address)
    {
        Namespace = options.Namespace,
        ApiKey = embeddedToken ?? options.ApiKey,
        // An API key alone turns TLS on; TEMPORAL_TLS=no turns it off even then.
        Tls = options.UsesTls ? TlsFor(options) : new() { Disabled = true },
        // The embedded service is on this machine: compression would cost time and save nothing.
        GrpcCompression = options.Address is null ? new GrpcCompression.None() : new GrpcCompression.Gzip(),
        LoggerFactory = loggerFactory,
    };

    private static TlsOptions TlsFor(TemporalOptions options) => new()
    {
        Domain = options.ServerName,
        ServerRootCACert = Read(options.ServerCaPath),
        ClientCert = Read(options.ClientCertificatePath),
        ClientPrivateKey = Read(options.ClientKeyPath),
    };

    private static byte[]? Read(string? path) => path is null ? null : File.ReadAllBytes(path);
}
