using EmbeddedTemporal.Storage;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A change of a run under way: its events, what to hand out after the commit, and how to undo it.</summary>
internal sealed class RunChange(RunState before)
{
    public RunState StateBefore { get; } = before;

    public List<HistoryEvent> Events { get; } = [];

    /// <summary>The size of the events.</summary>
    public long Bytes { get; set; }

    public List<string> RequestIds { get; } = [];

    public bool QueueWorkflowTask { get; set; }

    public bool Closes { get; set; }

    /// <summary>The worker's answers to the queries that its task carried.</summary>
    public IDictionary<string, WorkflowQueryResult>? QueryResults { get; set; }

    public bool IsEmpty(RunState now) => Events.Count == 0 && RequestIds.Count == 0 && now.Equals(StateBefore);
}
