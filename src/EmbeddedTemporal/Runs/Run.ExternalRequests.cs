using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>How what a run asks of another workflow gets there, and the answer back.</content>
internal sealed partial class Run
{
    private bool _delivering;
    private bool _deliversLater;

    private bool IsAskingOthers => _state.ExternalRequests is not null && !_deliversLater;

    /// <summary>The oldest request without an answer; null where there is none.</summary>
    public ExternalRequest? NextExternalRequest()
    {
        lock (_gate)
        {
            if (_state.ExternalRequests is not { } pending)
            {
                _delivering = false;
                return null;
            }

            var initiated = _history.Event(Math.Min(pending.Signals.FirstOrDefault(long.MaxValue), pending.Cancellations.FirstOrDefault(long.MaxValue)));
            var @namespace = initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes?.Namespace ?? initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.Namespace;
            return new ExternalRequest(initiated, @namespace.Length > 0 ? @namespace : Namespace);
        }
    }

    /// <summary>
    /// Brings a request to its target, and the answer here, in one commit: whenever the service dies, the target has it and this
    /// run the answer, or neither has, and it is brought again.
    /// </summary>
    public void Deliver(ExternalRequest request, Run target)
    {
        // Always in this order, so that two runs that ask something of each other do not wait for each other.
        var (first, second) = Key < target.Key ? (this, target) : (target, this);
        lock (first._gate)
        {
            lock (second._gate)
            {
                if (IsUnanswered(request))
                {
                    _environment.Log.Together(() =>
                    {
                        var problem = target.Receive(request, this);
                        _ = Change(() => Answer(request, problem));
                    });
                }
            }
        }
    }

    /// <summary>Answers a request that has no target.</summary>
    public void Refuse(ExternalRequest request, SignalExternalWorkflowExecutionFailedCause problem)
    {
        lock (_gate)
        {
            if (IsUnanswered(request))
            {
                _ = Change(() => Answer(request, problem));
            }
        }
    }

    /// <summary>Nothing can be written for now: the requests are brought after a while, or with the run's next change.</summary>
    public void DeliverLater()
    {
        lock (_gate)
        {
            (_delivering, _deliversLater) = (false, true);
            UpdateBusy();
            _environment.Deadlines.Set(this, _environment.Clock.Steady + _retry);
        }
    }

    /// <summary>Has what the run asks of others brought to them, if that is not under way.</summary>
    private void AskOthers()
    {
        if (_state.ExternalRequests is null || _delivering)
        {
            return;
        }

        (_delivering, _deliversLater) = (true, false);
        _environment.AsksOthers(this);
    }

    private bool IsUnanswered(ExternalRequest request)
    {
        var id = request.Initiated.EventId;
        return _state.ExternalRequests is { } pending && (pending.Signals.Contains(id) || pending.Cancellations.Contains(id));
    }

    /// <summary>Takes another run's signal or cancellation; unspecified where nothing is wrong with it.</summary>
    private SignalExternalWorkflowExecutionFailedCause Receive(ExternalRequest request, Run sender)
    {
        if (request.Signal is not { } signal)
        {
            return ReceiveCancellation(request, sender);
        }

        // No run is a child here.
        if (!IsOpen || signal.ChildWorkflowOnly)
        {
            return SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        if (_state.SignalCount >= Limits.MaxSignals)
        {
            return SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded;
        }

        _ = Change(() => Signal(new WorkflowExecutionSignaledEventAttributes
        {
            SignalName = signal.SignalName,
            Input = signal.Input,
            Identity = HistoryService,
            Header = signal.Header,
            ExternalWorkflowExecution = sender.Execution,
        }));
        return SignalExternalWorkflowExecutionFailedCause.Unspecified;
    }

    private SignalExternalWorkflowExecutionFailedCause ReceiveCancellation(ExternalRequest request, Run sender)
    {
        if (IsOpen && request.Cancellation!.ChildWorkflowOnly)
        {
            return SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        _ = Change(() =>
        {
            _ = Cancel(new()
            {
                Cause = request.Cancellation!.Reason,
                Identity = HistoryService,
                ExternalInitiatedEventId = request.Initiated.EventId,
                ExternalWorkflowExecution = sender.Execution,
            });
        });
        return SignalExternalWorkflowExecutionFailedCause.Unspecified;
    }

    private void Answer(ExternalRequest request, SignalExternalWorkflowExecutionFailedCause problem)
    {
        var pending = _state.ExternalRequests;
        _ = pending.Signals.Remove(request.Initiated.EventId) || pending.Cancellations.Remove(request.Initiated.EventId);
        if (pending.Signals.Count + pending.Cancellations.Count == 0)
        {
            _state.ExternalRequests = null;
        }

        AppendOrBuffer(request.Answer(problem));
        ScheduleWorkflowTask();
    }
}
