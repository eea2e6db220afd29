namespace Temporalio.Client;

/// <summary>How one call is made.</summary>
public class RpcOptions : ICloneable
{
    /// <summary>Whether a failed call is tried again; null for the call's own default.</summary>
    public bool? Retry { get; set; }

    /// <summary>Headers of this call.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>>? Metadata { get; set; }

    /// <summary>How long it may take, with all attempts.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Ends the call.</summary>
    public CancellationToken? CancellationToken { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();

    /// <summary>The same options, tried again unless they say otherwise.</summary>
    internal static RpcOptions Retrying(RpcOptions? options)
    {
        var copy = options is null ? new() : (RpcOptions)options.Clone();
        copy.Retry ??= true;
        return copy;
    }
}
