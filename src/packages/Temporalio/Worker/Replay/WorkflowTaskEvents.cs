using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>The events that one workflow task saw.</summary>
/// <param name="Events">In order; the last is the task's start, or the run's end.</param>
/// <param name="Replaying">Whether history has the task's answer already.</param>
internal sealed record WorkflowTaskEvents(IReadOnlyList<HistoryEvent> Events, bool Replaying)
{
    /// <summary>The task's start; null where the events lead to the run's end.</summary>
    public HistoryEvent? Started => Events[^1] is { EventType: EventType.WorkflowTaskStarted } started ? started : null;
}
