namespace Temporalio.Client;

/// <summary>How failed calls are tried again.</summary>
public class RpcRetryOptions : ICloneable
{
    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan InitialInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The share by which waits vary at random.</summary>
    public float RandomizationFactor { get; set; } = 0.2f;

    /// <summary>What each further wait is multiplied by.</summary>
    public float Multiplier { get; set; } = 1.5f;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The time after which there is no further attempt; null for no limit.</summary>
    public TimeSpan? MaxElapsedTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many attempts there are at most; 0 for as many as the time allows.</summary>
    public int MaxRetries { get; set; } = 10;

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
