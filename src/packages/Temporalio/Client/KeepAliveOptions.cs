namespace Temporalio.Client;

/// <summary>How a connection is kept alive.</summary>
public class KeepAliveOptions : ICloneable
{
    /// <summary>The time between pings.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take before the connection is given up.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
