using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Replay;

/// <summary>What kinds of events there are.</summary>
internal static class HistoryEvents
{
    /// <summary>The event that a worker's command became.</summary>
    public static bool IsCommand(this HistoryEvent historyEvent) => historyEvent.EventType is
        EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested
        or EventType.TimerStarted or EventType.TimerCanceled
        or EventType.MarkerRecorded
        or EventType.SignalExternalWorkflowExecutionInitiated or EventType.RequestCancelExternalWorkflowExecutionInitiated
        or EventType.StartChildWorkflowExecutionInitiated
        or EventType.UpsertWorkflowSearchAttributes or EventType.WorkflowPropertiesModified
        or EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew;

    /// <summary>The event of a workflow task's own life, which says nothing of the workflow.</summary>
    public static bool IsWorkflowTask(this HistoryEvent historyEvent) => historyEvent.EventType is
        EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted or EventType.WorkflowTaskCompleted
        or EventType.WorkflowTaskTimedOut or EventType.WorkflowTaskFailed;

    /// <summary>The last event of a run.</summary>
    public static bool ClosesRun(this HistoryEvent historyEvent) => historyEvent.EventType is
        EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed
        or EventType.WorkflowExecutionCanceled or EventType.WorkflowExecutionContinuedAsNew
        or EventType.WorkflowExecutionTimedOut or EventType.WorkflowExecutionTerminated;

    /// <summary>How errors name an event.</summary>
    public static string Name(this HistoryEvent historyEvent) => $"HistoryEvent(id: {historyEvent.EventId}, {historyEvent.EventType})";
}
