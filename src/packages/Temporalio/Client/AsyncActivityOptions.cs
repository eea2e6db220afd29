namespace Temporalio.Client;

/// <summary>How a heartbeat is sent.</summary>
public class AsyncActivityHeartbeatOptions : ICloneable
{
    /// <summary>What the next attempt is to know.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How an activity is completed.</summary>
public class AsyncActivityCompleteOptions : ICloneable
{
    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How an activity is failed.</summary>
public class AsyncActivityFailOptions : ICloneable
{
    /// <summary>What the next attempt is to know.</summary>
    public IReadOnlyCollection<object?>? LastHeartbeatDetails { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How an activity's cancellation is reported.</summary>
public class AsyncActivityReportCancellationOptions : ICloneable
{
    /// <summary>Values that travel with the cancellation.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
