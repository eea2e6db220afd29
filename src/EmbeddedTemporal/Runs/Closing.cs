using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>Ends a run.</summary>
internal static class Closing
{
    /// <summary>The failure that is passed to the run that follows one which has timed out.</summary>
    public static Failure Timeout() => new()
    {
        Message = "workflow timeout",
        Source = "Server",
        TimeoutFailureInfo = new TimeoutFailureInfo { TimeoutType = TimeoutType.StartToClose },
    };


    public static void Close(RunTransaction transaction, WorkflowExecutionStatus status, EventType type, Action<HistoryEvent> fill)
    {
        var closed = transaction.Append(type, fill);
        var state = transaction.State;
        state.Status = status;
        state.CloseTime = closed.EventTime;
        state.WorkflowTask = null;
        state.BufferedEvents.Clear();
        var run = transaction.Run;
        // As in the real service: what had not been sent by then is not sent, except for children that outlive the run.
        state.ExternalRequests = ExternalRequests.StartsOf(run.Children.Unstarted(ParentClosePolicy.Abandon));
        run.Activities.Clear(transaction);
        run.Timers.Clear(transaction);
        run.Children.Close(transaction);
        run.Updates.Close(transaction);
        run.Queries.Release(transaction);
        transaction.Closes = true;
    }

    public static void TimeOut(RunTransaction transaction)
    {
        var start = transaction.Run.Start;
        var byExecution = start.ExecutionExpirationTime is { } expiration && transaction.UtcNow >= expiration.ToDateTimeOffset();
        WorkflowTaskResponses.FailStarted(transaction);
        var (retryState, next) = byExecution ? (RetryState.Timeout, null) : Continuation.AfterFailure(transaction, ActivityRetry.TimeoutFailure(TimeoutType.StartToClose), Timeout());
        transaction.Successor = next;
        Close(transaction, WorkflowExecutionStatus.TimedOut, EventType.WorkflowExecutionTimedOut, e => e.WorkflowExecutionTimedOutEventAttributes = new()
        {
            RetryState = retryState,
            NewExecutionRunId = next?.Start.RunId ?? "",
        });
    }

    public static void Terminate(RunTransaction transaction, string reason, Payloads? details, string identity)
    {
        WorkflowTaskResponses.FailStarted(transaction);
        Close(transaction, WorkflowExecutionStatus.Terminated, EventType.WorkflowExecutionTerminated, e => e.WorkflowExecutionTerminatedEventAttributes = new()
        {
            Reason = reason,
            Details = details,
            Identity = identity,
        });
    }

    /// <summary>Ends a run whose history is full.</summary>
    public static void EndIfFull(RunTransaction transaction)
    {
        var events = transaction.State.NextEventId - 1;
        if (transaction.IsOpen && (events >= transaction.Limits.MaxHistoryEvents || transaction.HistoryBytes >= transaction.Limits.MaxHistoryBytes))
        {
            var reason = events >= transaction.Limits.MaxHistoryEvents ? "Workflow history count exceeds limit." : "Workflow history size exceeds limit.";
            Terminate(transaction, reason, details: null, Run.HistoryService);
        }
    }

    public static void WarnIfLong(RunTransaction transaction)
    {
        var events = transaction.State.NextEventId - 1;
        if (transaction.IsOpen && (events >= transaction.Limits.WarnHistoryEvents || transaction.HistoryBytes >= transaction.Limits.WarnHistoryBytes))
        {
            var run = transaction.Run;
            RunLog.HistoryGrows(run.Environment.Logger, run.WorkflowId, run.RunId, events, transaction.HistoryBytes, transaction.Limits.MaxHistoryEvents, transaction.Limits.MaxHistoryBytes);
        }
    }
}
