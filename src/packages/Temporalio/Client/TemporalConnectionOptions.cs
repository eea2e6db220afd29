namespace Temporalio.Client;

/// <summary>Where the service is and how it is reached.</summary>
public class TemporalConnectionOptions : ICloneable
{
    /// <summary>Options without an address yet.</summary>
    public TemporalConnectionOptions()
    {
    }

    /// <summary>Options of an address.</summary>
    /// <param name="targetHost"><c>host:port</c>.</param>
    public TemporalConnectionOptions(string targetHost) => TargetHost = targetHost;

    /// <summary>The service's address, <c>host:port</c>.</summary>
    public string? TargetHost { get; set; }

    /// <summary>How the connection is encrypted; null for not at all, or for the defaults where there is an API key.</summary>
    public TlsOptions? Tls { get; set; }

    /// <summary>How failed calls are tried again; null for the defaults.</summary>
    public RpcRetryOptions? RpcRetry { get; set; }

    /// <summary>How the connection is kept alive; null for not at all.</summary>
    public KeepAliveOptions? KeepAlive { get; set; } = new();

    /// <summary>Headers of all calls.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? RpcMetadata { get; set; }

    /// <summary>Sent as a bearer token.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How this client is called in histories; null for process id and host name.</summary>
    public string? Identity { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone()
    {
        var copy = (TemporalConnectionOptions)MemberwiseClone();
        copy.Tls = (TlsOptions?)Tls?.Clone();
        copy.RpcRetry = (RpcRetryOptions?)RpcRetry?.Clone();
        copy.KeepAlive = (KeepAliveOptions?)KeepAlive?.Clone();
        return copy;
    }
}
