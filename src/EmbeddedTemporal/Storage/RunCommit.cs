using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Storage;

/// <summary>What is kept of something a run waits for.</summary>
internal enum PendingKind
{
    Activity = 1,
    Timer = 2,
    Child = 3,
    Update = 4,
}

/// <summary>A pending thing as it now is; without data it is gone.</summary>
internal readonly record struct PendingChange(long EventId, PendingKind Kind, byte[]? Data);

/// <summary>One change of one run, already serialised: all of it is written in one transaction, or nothing.</summary>
internal sealed class RunCommit : ILogEntry
{
    public required long RunKey { get; init; }

    /// <summary>Set when the run begins with this change.</summary>
    public NewRun? NewRun { get; init; }

    /// <summary>When the run started, in UTC ticks.</summary>
    public required long StartTime { get; init; }

    public required WorkflowExecutionStatus Status { get; init; }

    public required long? CloseTime { get; init; }

    /// <summary>Whether the run had closed before this change.</summary>
    public bool WasClosed { get; init; }

    /// <summary>Whether it still has to ask something of other workflows: of a closed run, to start children that outlive it.</summary>
    public bool HasUnsent { get; init; }

    public required long HistoryLength { get; init; }

    public required long HistoryBytes { get; init; }

    public required long Transitions { get; init; }

    public required byte[] State { get; init; }

    /// <summary>The run as lists show it; null if the change leaves that as it is.</summary>
    public byte[]? Item { get; init; }

    public long FirstEventId { get; init; }

    /// <summary>A <c>History</c> of the new events; null where there are none.</summary>
    public byte[]? Events { get; init; }

    public IReadOnlyList<PendingChange> Pending { get; init; } = [];

    public IReadOnlyList<string> RequestIds { get; init; } = [];

    /// <summary>All values by which the run can be found besides its columns; null if the change leaves them as they are.</summary>
    public IReadOnlyList<IndexedValue>? Attributes { get; init; }

    public bool JoinsPrevious { get; set; }

    /// <summary>Runs after the commit, on the writer's thread: must be short and must not throw.</summary>
    public Action? Committed { get; init; }

    public Durability Durability { get; } = new();

    public void Write(RunWriter writer) => writer.Write(this);

    public void Succeed()
    {
        Committed?.Invoke();
        Durability.Reach();
    }

    /// <summary>A commit that is refused for now stays in line all the same, since its run goes on from it.</summary>
    public void Refuse(Exception reason) => Durability.Refuse(reason);
}

/// <summary>The columns of a run that never change.</summary>
internal sealed record NewRun(string Namespace, string WorkflowId, string RunId, string Type, string TaskQueue, long StartTime, long ExecutionTime, byte[] Start);
