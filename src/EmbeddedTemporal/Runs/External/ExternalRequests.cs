using EmbeddedTemporal.Storage;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The requests of a run to other workflows that have not been answered.</summary>
internal sealed class ExternalRequests(Run run)
{
    private bool _delivering;
    private bool _deliversLater;

    /// <summary>Whether a request is on its way, and not waiting for the database.</summary>
    public bool AreUnderway(RunState state) => state.ExternalRequests is not null && !_deliversLater;

    /// <summary>The oldest request without an answer; null where there is none.</summary>
    public ExternalRequest? Next() => run.WithLock(state =>
    {
        if (state.ExternalRequests is not { } pending)
        {
            _delivering = false;
            return null;
        }

        var initiated = run.Events.Event(pending.Signals.Concat(pending.Cancellations).Concat(pending.Starts).Min());
        var @namespace = initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes?.Namespace ?? initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes?.Namespace
            ?? initiated.StartChildWorkflowExecutionInitiatedEventAttributes.Namespace;
        return new ExternalRequest(initiated, @namespace.Length > 0 ? @namespace : run.Namespace);
    });

    /// <summary>
    /// Delivers a request to its target, and the answer here, in one commit: whenever the service dies, the target has it and this
    /// run the answer, or neither has, and it is delivered again.
    /// </summary>
    public void Deliver(ExternalRequest request, Run target) => RunPair.WithLocks(run, target, () =>
    {
        if (run.WithLock(state => IsUnanswered(state, request)))
        {
            run.Environment.Log.AppendAtomically(() =>
            {
                var problem = target.ExternalRequests.Receive(request, run);
                _ = run.Change(transaction => Answer(transaction, request, problem));
            });
        }
    });

    /// <summary>Answers a request that has no target.</summary>
    public void Reject(ExternalRequest request, SignalExternalWorkflowExecutionFailedCause problem) =>
        _ = run.ChangeIf(state => IsUnanswered(state, request), transaction => Answer(transaction, request, problem));

    /// <summary>Nothing can be written for now: the requests are delivered after a while, or with the run's next change.</summary>
    public void DeliverLater()
    {
        run.WithLock(_ => (_delivering, _deliversLater) = (false, true));
        run.RetryLater();
    }

    /// <summary>Has the requests delivered, unless that is under way.</summary>
    public void Dispatch(RunState state)
    {
        if (state.ExternalRequests is null || _delivering)
        {
            return;
        }

        (_delivering, _deliversLater) = (true, false);
        run.Environment.DispatchExternalRequests(run);
    }

    public static bool IsUnanswered(RunState state, ExternalRequest request)
    {
        var id = request.Initiated.EventId;
        return state.ExternalRequests is { } pending && (pending.Signals.Contains(id) || pending.Cancellations.Contains(id) || pending.Starts.Contains(id));
    }

    /// <summary>Requests to start children; null for none.</summary>
    public static Storage.ExternalRequests? StartsOf(IReadOnlyList<long> initiatedEventIds) => initiatedEventIds.Count == 0 ? null : new() { Starts = { initiatedEventIds } };

    /// <summary>A request is answered.</summary>
    public static void Remove(RunTransaction transaction, long initiatedEventId)
    {
        var pending = transaction.State.ExternalRequests;
        _ = pending.Signals.Remove(initiatedEventId) || pending.Cancellations.Remove(initiatedEventId) || pending.Starts.Remove(initiatedEventId);
        if (pending.Signals.Count + pending.Cancellations.Count + pending.Starts.Count == 0)
        {
            transaction.State.ExternalRequests = null;
        }
    }

    private bool IsChildOf(Run sender) => run.Start.Parent?.Execution.RunId == sender.RunId;

    /// <summary>Takes another run's signal or cancellation; unspecified if nothing is wrong with it.</summary>
    private SignalExternalWorkflowExecutionFailedCause Receive(ExternalRequest request, Run sender)
    {
        if (request.Signal is not { } signal)
        {
            return ReceiveCancellation(request, sender);
        }

        var (status, signals) = run.WithLock(state => (state.Status, state.SignalCount));
        if (status != WorkflowExecutionStatus.Running || (signal.ChildWorkflowOnly && !IsChildOf(sender)))
        {
            return SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        if (signals >= Limits.MaxSignals)
        {
            return SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded;
        }

        _ = run.Change(transaction => ClientRequests.Signal(transaction, new WorkflowExecutionSignaledEventAttributes
        {
            SignalName = signal.SignalName,
            Input = signal.Input,
            Identity = Run.HistoryService,
            Header = signal.Header,
            ExternalWorkflowExecution = sender.Execution,
        }));
        return SignalExternalWorkflowExecutionFailedCause.Unspecified;
    }

    private SignalExternalWorkflowExecutionFailedCause ReceiveCancellation(ExternalRequest request, Run sender)
    {
        if (request.Cancellation!.ChildWorkflowOnly && !IsChildOf(sender) && run.WithLock(state => state.Status == WorkflowExecutionStatus.Running))
        {
            return SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound;
        }

        _ = run.Change(transaction =>
        {
            _ = ClientRequests.Cancel(transaction, new()
            {
                Cause = request.Cancellation!.Reason,
                Identity = Run.HistoryService,
                ExternalInitiatedEventId = request.Initiated.EventId,
                ExternalWorkflowExecution = sender.Execution,
            });
        });
        return SignalExternalWorkflowExecutionFailedCause.Unspecified;
    }

    private static void Answer(RunTransaction transaction, ExternalRequest request, SignalExternalWorkflowExecutionFailedCause problem)
    {
        Remove(transaction, request.Initiated.EventId);
        transaction.AppendOrBuffer(request.Answer(problem));
        transaction.ScheduleWorkflowTask();
    }
}
