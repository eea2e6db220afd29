using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Follows a chain of runs: continued as new, retried, or by cron schedule.</summary>
internal static class Chain
{
    /// <summary>The run that follows one which closed with this event; empty if none does.</summary>
    public static string NextRunId(HistoryEvent close) => close.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes => close.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes => close.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => close.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        _ => "",
    };

    /// <summary>
    /// The event that closed a run, as a caller that waits for the result of the chain gets it: if another run follows, as the real
    /// service, a continuation, so that the caller goes on waiting for that run.
    /// </summary>
    public static HistoryEvent AsContinuedAsNew(HistoryEvent close)
    {
        if (close.EventType == EventType.WorkflowExecutionContinuedAsNew || NextRunId(close) is not { Length: > 0 } next)
        {
            return close;
        }

        return new HistoryEvent
        {
            EventId = close.EventId,
            EventTime = close.EventTime,
            EventType = EventType.WorkflowExecutionContinuedAsNew,
            TaskId = close.TaskId,
            WorkflowExecutionContinuedAsNewEventAttributes = new()
            {
                NewExecutionRunId = next,
                Failure = close.EventType == EventType.WorkflowExecutionTimedOut ? Closing.Timeout() : close.WorkflowExecutionFailedEventAttributes?.Failure,
                LastCompletionResult = close.WorkflowExecutionCompletedEventAttributes?.Result,
            },
        };
    }

    /// <summary>The last run of the chain from a run on.</summary>
    public static Run? Current(RunRegistry runs, Run? run)
    {
        while (run is not null && run.Snapshot().Result != WorkflowExecutionStatus.Running
            && NextRunId(run.WithLock(_ => run.Events.Event(run.Events.Last))) is { Length: > 0 } next)
        {
            run = runs.Find(run.Namespace, run.WorkflowId, next);
        }

        return run;
    }
}
