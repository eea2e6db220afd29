using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Runs;

/// <summary>What a workflow sees of the workflow task it runs in.</summary>
/// <param name="UtcNow">When the task started: the workflow's time.</param>
/// <param name="Replaying">Whether history has the task's answer already.</param>
/// <param name="HistoryLength">How many events history had.</param>
/// <param name="HistorySize">How many bytes history had.</param>
/// <param name="ContinueAsNewSuggested">Whether the service found that too long.</param>
internal sealed record WorkflowTaskClock(DateTime UtcNow, bool Replaying, int HistoryLength, int HistorySize, bool ContinueAsNewSuggested)
{
    public static WorkflowTaskClock Of(HistoryEvent started, bool replaying) => new(
        started.EventTime.ToDateTime(),
        replaying,
        (int)started.EventId,
        (int)started.WorkflowTaskStartedEventAttributes.HistorySizeBytes,
        started.WorkflowTaskStartedEventAttributes.SuggestContinueAsNew);
}
