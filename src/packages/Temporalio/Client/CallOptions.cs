using Temporalio.Api.Enums.V1;

namespace Temporalio.Client;

/// <summary>How a workflow is signalled.</summary>
public class WorkflowSignalOptions : ICloneable
{
    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a workflow is queried.</summary>
public class WorkflowQueryOptions : ICloneable
{
    /// <summary>When it is not asked; null for the client's.</summary>
    public QueryRejectCondition? RejectCondition { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a workflow is described.</summary>
public class WorkflowDescribeOptions : ICloneable
{
    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a workflow is cancelled.</summary>
public class WorkflowCancelOptions : ICloneable
{
    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a workflow is terminated.</summary>
public class WorkflowTerminateOptions : ICloneable
{
    /// <summary>Values that travel with the termination.</summary>
    public IReadOnlyCollection<object?>? Details { get; set; }

    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How workflows are listed.</summary>
public class WorkflowListOptions : ICloneable
{
    /// <summary>How the calls are made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>How many at most; 0 for all.</summary>
    public int Limit { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How workflows are counted.</summary>
public class WorkflowCountOptions : ICloneable
{
    /// <summary>How the call is made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}

/// <summary>How a history is read.</summary>
public class WorkflowHistoryEventFetchOptions : ICloneable
{
    /// <summary>Whether to wait for what happens until the run is closed.</summary>
    public bool WaitNewEvent { get; set; }

    /// <summary>All events, or only the one that closes the run.</summary>
    public HistoryEventFilterType EventFilterType { get; set; } = HistoryEventFilterType.AllEvent;

    /// <summary>Whether archives are left alone.</summary>
    public bool SkipArchival { get; set; }

    /// <summary>How the calls are made.</summary>
    public RpcOptions? Rpc { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
