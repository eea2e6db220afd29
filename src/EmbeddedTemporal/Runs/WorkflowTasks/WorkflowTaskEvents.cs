using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The events that tell of a workflow task on its way to a worker.</summary>
internal static class WorkflowTaskEvents
{
    public static HistoryEvent Scheduled(WorkflowTaskState task) => new()
    {
        EventType = EventType.WorkflowTaskScheduled,
        EventTime = task.ScheduledTime,
        WorkflowTaskScheduledEventAttributes = new() { TaskQueue = task.TaskQueue, StartToCloseTimeout = task.Timeout, Attempt = task.Attempt },
    };

    public static HistoryEvent Started(WorkflowTaskState task) => new()
    {
        EventType = EventType.WorkflowTaskStarted,
        EventTime = task.StartedTime,
        WorkflowTaskStartedEventAttributes = new()
        {
            ScheduledEventId = task.ScheduledEventId,
            Identity = task.Identity,
            RequestId = task.RequestId,
            HistorySizeBytes = task.HistoryBytesAtStart,
            SuggestContinueAsNew = task.SuggestContinueAsNew,
            WorkerVersion = task.WorkerVersion,
        },
    };

    /// <summary>Whether the events of a task are shown but not written yet.</summary>
    public static bool AreUnwritten(WorkflowTaskState task) => task.Transient || task.Speculative;

    /// <summary>The events of a task whose events are shown but not written yet.</summary>
    public static IEnumerable<HistoryEvent> Unwritten(WorkflowTaskState task)
    {
        var scheduled = Scheduled(task);
        scheduled.EventId = task.ScheduledEventId;
        yield return scheduled;
        if (task.StartedEventId > 0)
        {
            var started = Started(task);
            started.EventId = task.StartedEventId;
            yield return started;
        }
    }
}
