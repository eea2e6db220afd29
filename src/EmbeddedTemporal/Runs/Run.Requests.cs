using EmbeddedTemporal.Grpc;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <content>What clients ask of a run: signals, cancellation, termination.</content>
internal sealed partial class Run
{
    /// <summary>The run's first change. Where its starter asked to work on it itself, the result is the first task, already its own.</summary>
    public Committed<PollWorkflowTaskQueueResponse?> Begin(StartWorkflowExecutionRequest request, SignalWorkflowExecutionRequest? signal) => Change(() =>
    {
        var delayed = Durations.IsSet(Start.FirstTaskBackoff);
        var eager = request.RequestEagerExecution && !delayed && signal is null;
        _ = Append(EventType.WorkflowExecutionStarted, e =>
        {
            e.WorkflowExecutionStartedEventAttributes = WorkflowStart.StartedAttributes(Start, request);
            e.WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted = eager;
            e.UserMetadata = request.UserMetadata;
        }, Start.StartTime);
        if (signal is not null)
        {
            Signal(signal);
        }

        if (!delayed)
        {
            ScheduleWorkflowTask();
        }

        return eager ? OfferToStarter(request) : null;
    });

    /// <summary>The status, true once all that has been done so far is on disk.</summary>
    public Committed<WorkflowExecutionStatus> Look()
    {
        lock (_gate)
        {
            return new Committed<WorkflowExecutionStatus>(_state.Status, Durable);
        }
    }

    /// <summary>Terminates the run in the service's own name; null where it has ended before.</summary>
    public Task? TryTerminate(string reason, Payloads? details = null)
    {
        lock (_gate)
        {
            return IsOpen ? Change(() => Terminate(reason, details, HistoryService)) : null;
        }
    }

    /// <summary>Signals the run for a caller who would have started it; null where it has ended before. A delay of its start ends with that.</summary>
    public Task? TrySignal(SignalWorkflowExecutionRequest request)
    {
        lock (_gate)
        {
            return !IsOpen ? null : Change(() =>
            {
                Signal(request);
                if (!_state.FirstTaskScheduled)
                {
                    ScheduleWorkflowTask();
                }
            });
        }
    }

    public Task SignalAsync(SignalWorkflowExecutionRequest request) => Change(() => Signal(request));

    public Task CancelAsync(RequestCancelWorkflowExecutionRequest request) => Change(() =>
    {
        ThrowIfOtherChain(request.FirstExecutionRunId);
        if (Cancel(new() { Cause = request.Reason, Identity = request.Identity }))
        {
            _state.CancelRequestId = request.RequestId;
        }
    });

    public Task TerminateAsync(TerminateWorkflowExecutionRequest request) => Change(() =>
    {
        ThrowIfClosed();
        ThrowIfOtherChain(request.FirstExecutionRunId);
        Terminate(request.Reason.Length > 0 ? request.Reason : "terminated by user via frontend", request.Details, request.Identity);
    });

    /// <summary>False where nothing is left to ask: asking twice, or too late, is no error, since the run is on its way to where the caller wants it.</summary>
    private bool Cancel(WorkflowExecutionCancelRequestedEventAttributes requested)
    {
        if (!IsOpen || _state.CancelRequested)
        {
            return false;
        }

        _state.CancelRequested = true;
        AppendOrBuffer(EventType.WorkflowExecutionCancelRequested, e => e.WorkflowExecutionCancelRequestedEventAttributes = requested);
        ScheduleWorkflowTaskUnlessDelayed();
        return true;
    }

    private void Signal(SignalWorkflowExecutionRequest request)
    {
        ThrowIfClosed();
        if (request.RequestId.Length > 0 && !_requestIds.Add(request.RequestId))
        {
            return;
        }

        if (request.RequestId.Length > 0)
        {
            Current.RequestIds.Add(request.RequestId);
        }

        if (_state.SignalCount >= Limits.MaxSignals)
        {
            throw Errors.Refusal(StatusCode.InvalidArgument, "exceeded workflow execution limit for signal events");
        }

        Signal(new WorkflowExecutionSignaledEventAttributes { SignalName = request.SignalName, Input = request.Input, Identity = request.Identity, Header = request.Header });
    }

    private void Signal(WorkflowExecutionSignaledEventAttributes signal)
    {
        _state.SignalCount++;
        AppendOrBuffer(EventType.WorkflowExecutionSignaled, e => e.WorkflowExecutionSignaledEventAttributes = signal);
        ScheduleWorkflowTaskUnlessDelayed();
    }

    private PollWorkflowTaskQueueResponse OfferToStarter(StartWorkflowExecutionRequest request)
    {
        BeginWorkflowTask(request.Identity, Start.RequestId, version: null);
        return Offer(sticky: false);
    }

    /// <summary>A run whose start is delayed hears of nothing before.</summary>
    private void ScheduleWorkflowTaskUnlessDelayed()
    {
        if (_state.FirstTaskScheduled)
        {
            ScheduleWorkflowTask();
        }
    }

    /// <summary>A caller who names the run that its chain began with means no other workflow that goes by the same id now.</summary>
    private void ThrowIfOtherChain(string firstRunId)
    {
        if (IsOpen && firstRunId.Length > 0 && firstRunId != Start.FirstRunId)
        {
            throw Errors.NotFound("workflow execution not found");
        }
    }

    private void ThrowIfClosed()
    {
        if (!IsOpen)
        {
            throw Errors.AlreadyCompleted();
        }
    }
}
