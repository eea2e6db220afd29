namespace Docker.DotNet;

/// <summary>How a client proves who it is to an engine.</summary>
public abstract class Credentials : IDisposable
{
    /// <summary>Whether the connection is TLS: <c>tcp</c> endpoints are then https.</summary>
    public abstract bool IsTlsCredentials();

    /// <summary>Puts a handler in front of the one that connects.</summary>
    public abstract HttpMessageHandler GetHandler(HttpMessageHandler innerHandler);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>No credentials: whoever reaches the endpoint may use it.</summary>
public class AnonymousCredentials : Credentials
{
    public override bool IsTlsCredentials() => false;

    public override HttpMessageHandler GetHandler(HttpMessageHandler innerHandler) => innerHandler;

    public override void Dispose()
    {
        base.Dispose();
        GC.SuppressFinalize(this);
    }
}
