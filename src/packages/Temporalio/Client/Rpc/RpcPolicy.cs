namespace Temporalio.Client.Rpc;

/// <summary>How long a call may take and how it is tried again.</summary>
/// <param name="AttemptTimeout">The longest time of one attempt; null for no limit.</param>
/// <param name="Retry">Whether it is tried again.</param>
/// <param name="MaxElapsedTime">For how long it is tried again, in place of the connection's options.</param>
/// <param name="TotalTimeout">The longest time of all attempts together.</param>
internal sealed record RpcPolicy(TimeSpan? AttemptTimeout, bool Retry, TimeSpan? MaxElapsedTime = null, TimeSpan? TotalTimeout = null)
{
    /// <summary>A call of the public API: as its options say.</summary>
    public static RpcPolicy Default { get; } = new(null, false);

    /// <summary>The first call of a connection.</summary>
    public static RpcPolicy Connect { get; } = new(TimeSpan.FromSeconds(10), false);

    /// <summary>A long poll: the service answers within a minute, so that only a lost connection takes longer. The poller itself tries again.</summary>
    public static RpcPolicy Poll { get; } = new(TimeSpan.FromSeconds(70), false);

    /// <summary>A worker's answer. Losing one costs the task's whole time-out, so it is tried for long.</summary>
    public static RpcPolicy Answer { get; } = new(TimeSpan.FromSeconds(30), true, TimeSpan.FromMinutes(5));

    /// <summary>This policy as changed by the options of a call.</summary>
    public RpcPolicy For(RpcOptions? options) => options is null ? this : this with
    {
        Retry = options.Retry ?? Retry,
        TotalTimeout = options.Timeout ?? TotalTimeout,
    };
}
