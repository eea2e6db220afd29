using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>How a run ends.</content>
internal sealed partial class Run
{
    private void Close(WorkflowExecutionStatus status, EventType type, Action<HistoryEvent> fill)
    {
        var closed = Append(type, fill);
        _state.Status = status;
        _state.CloseTime = closed.EventTime;
        _state.WorkflowTask = null;
        _state.BufferedEvents.Clear();
        _activities.Clear();
        _timers.Clear();
        // As in the real service: what had not been sent by then is not sent.
        _state.ExternalRequests = null;
        Current.Closes = true;
        UnblockQueries();
    }

    private void TimeOutRun()
    {
        var byExecution = Start.ExecutionExpirationTime is { } expiration && UtcNow >= expiration.ToDateTimeOffset();
        FailOpenTask();
        Close(WorkflowExecutionStatus.TimedOut, EventType.WorkflowExecutionTimedOut, e => e.WorkflowExecutionTimedOutEventAttributes = new()
        {
            RetryState = byExecution ? RetryState.Timeout : NoRetry(ActivityRetry.TimeoutFailure(TimeoutType.StartToClose)),
        });
    }

    /// <summary>Why the run is not tried again: a policy, where there is one, has one attempt.</summary>
    private RetryState NoRetry(Failure failure) => Start.RetryPolicy is not { } policy ? RetryState.RetryPolicyNotSet
        : ActivityRetry.IsRetryable(failure, policy) ? RetryState.MaximumAttemptsReached : RetryState.NonRetryableFailure;

    private void Terminate(string reason, Payloads? details, string identity)
    {
        FailOpenTask();
        Close(WorkflowExecutionStatus.Terminated, EventType.WorkflowExecutionTerminated, e => e.WorkflowExecutionTerminatedEventAttributes = new()
        {
            Reason = reason,
            Details = details,
            Identity = identity,
        });
    }

    /// <summary>A task that a worker still holds fails first, and what came meanwhile is written.</summary>
    private void FailOpenTask()
    {
        if (_state.WorkflowTask is not { StartedEventId: > 0 })
        {
            return;
        }

        AppendFailed(TakeWorkflowTask(write: false), new() { Cause = WorkflowTaskFailedCause.ForceCloseCommand, Identity = HistoryService });
        _ = FlushBufferedEvents();
    }

    /// <summary>Ends a run whose history is full, whoever filled it.</summary>
    private void EndIfFull()
    {
        var events = _state.NextEventId - 1;
        if (IsOpen && (events >= Limits.MaxHistoryEvents || HistoryBytes >= Limits.MaxHistoryBytes))
        {
            Terminate(events >= Limits.MaxHistoryEvents ? "Workflow history count exceeds limit." : "Workflow history size exceeds limit.", details: null, HistoryService);
        }
    }

    private void WarnIfLong()
    {
        var events = _state.NextEventId - 1;
        if (IsOpen && (events >= Limits.WarnHistoryEvents || HistoryBytes >= Limits.WarnHistoryBytes))
        {
            Log.HistoryGrows(_environment.Logger, WorkflowId, RunId, events, HistoryBytes, Limits.MaxHistoryEvents, Limits.MaxHistoryBytes);
        }
    }
}
