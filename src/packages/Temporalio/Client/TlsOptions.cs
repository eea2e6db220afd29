namespace Temporalio.Client;

/// <summary>How a connection is encrypted.</summary>
public class TlsOptions : ICloneable
{
    /// <summary>PEM of the authorities that the service's certificate may be from; null for the system's.</summary>
    public byte[]? ServerRootCACert { get; set; }

    /// <summary>The name in the service's certificate, where it is not the address's.</summary>
    public string? Domain { get; set; }

    /// <summary>PEM of the client's certificate.</summary>
    public byte[]? ClientCert { get; set; }

    /// <summary>PEM of that certificate's private key.</summary>
    public byte[]? ClientPrivateKey { get; set; }

    /// <summary>Whether the connection is not encrypted even with an API key.</summary>
    public bool Disabled { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
