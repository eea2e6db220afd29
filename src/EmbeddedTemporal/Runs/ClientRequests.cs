using EmbeddedTemporal.Grpc;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The requests of clients to a run: start, signal, cancel, terminate.</summary>
internal static class ClientRequests
{
    /// <summary>The first change of a run that continues another.</summary>
    public static Task Begin(this Run run, WorkflowExecutionStartedEventAttributes started) => run.Change(transaction =>
    {
        _ = transaction.Append(EventType.WorkflowExecutionStarted, e => e.WorkflowExecutionStartedEventAttributes = started, run.Start.StartTime);
        if (!Durations.IsSet(run.Start.FirstTaskBackoff))
        {
            transaction.ScheduleWorkflowTask();
        }
    });

    /// <summary>The run's first change. If its starter asked for the first task, the result is that task, already started.</summary>
    public static Committed<PollWorkflowTaskQueueResponse?> Begin(this Run run, StartWorkflowExecutionRequest request, SignalWorkflowExecutionRequest? signal) => run.Change(transaction =>
    {
        run.WarnIfLarge(request.Input?.CalculateSize() ?? 0, "The input");
        var delayed = Durations.IsSet(run.Start.FirstTaskBackoff);
        var eager = request.RequestEagerExecution && !delayed && signal is null;
        _ = transaction.Append(EventType.WorkflowExecutionStarted, e =>
        {
            e.WorkflowExecutionStartedEventAttributes = WorkflowStart.StartedAttributes(run.Start, request);
            e.WorkflowExecutionStartedEventAttributes.EagerExecutionAccepted = eager;
            e.UserMetadata = request.UserMetadata;
        }, run.Start.StartTime);
        if (signal is not null)
        {
            Signal(transaction, signal);
        }

        if (!delayed)
        {
            transaction.ScheduleWorkflowTask();
        }

        return eager ? OfferToStarter(transaction, request) : null;
    });

    /// <summary>Terminates the run in the service's own name; null if it has ended before.</summary>
    public static Task? TryTerminate(this Run run, string reason, Payloads? details = null) =>
        run.ChangeIf(state => state.Status == WorkflowExecutionStatus.Running, transaction => Closing.Terminate(transaction, reason, details, Run.HistoryService));

    /// <summary>Signals the run for a caller who would have started it; null if it has ended before. A delay of its start ends with that.</summary>
    public static Task? TrySignal(this Run run, SignalWorkflowExecutionRequest request) => run.ChangeIf(state => state.Status == WorkflowExecutionStatus.Running, transaction =>
    {
        Signal(transaction, request);
        if (!transaction.State.FirstTaskScheduled)
        {
            transaction.ScheduleWorkflowTask();
        }
    });

    public static Task SignalAsync(this Run run, SignalWorkflowExecutionRequest request) => run.Change(transaction => Signal(transaction, request));

    public static Task CancelAsync(this Run run, RequestCancelWorkflowExecutionRequest request) => run.Change(transaction =>
    {
        ThrowIfOtherChain(run, transaction.IsOpen, request.FirstExecutionRunId);
        if (Cancel(transaction, new() { Cause = request.Reason, Identity = request.Identity }))
        {
            transaction.State.CancelRequestId = request.RequestId;
        }
    });

    public static Task TerminateAsync(this Run run, TerminateWorkflowExecutionRequest request) => run.Change(transaction =>
    {
        ThrowIfClosed(transaction);
        ThrowIfOtherChain(run, transaction.IsOpen, request.FirstExecutionRunId);
        Closing.Terminate(transaction, request.Reason.Length > 0 ? request.Reason : "terminated by user via frontend", request.Details, request.Identity);
    });

    /// <summary>Requests cancellation; false if there is nothing to cancel. A second or a late request is not an error: the run ends as the caller wants.</summary>
    public static bool Cancel(RunTransaction transaction, WorkflowExecutionCancelRequestedEventAttributes requested)
    {
        if (!transaction.IsOpen || transaction.State.CancelRequested)
        {
            return false;
        }

        transaction.State.CancelRequested = true;
        transaction.AppendOrBuffer(EventType.WorkflowExecutionCancelRequested, e => e.WorkflowExecutionCancelRequestedEventAttributes = requested);
        transaction.Run.WorkflowTasks.ScheduleUnlessDelayed(transaction);
        return true;
    }

    public static void Signal(RunTransaction transaction, WorkflowExecutionSignaledEventAttributes signal)
    {
        transaction.State.SignalCount++;
        transaction.AppendOrBuffer(EventType.WorkflowExecutionSignaled, e => e.WorkflowExecutionSignaledEventAttributes = signal);
        transaction.Run.WorkflowTasks.ScheduleUnlessDelayed(transaction);
    }

    public static void ThrowIfClosed(RunTransaction transaction)
    {
        if (!transaction.IsOpen)
        {
            throw Errors.AlreadyCompleted();
        }
    }

    private static void Signal(RunTransaction transaction, SignalWorkflowExecutionRequest request)
    {
        ThrowIfClosed(transaction);
        if (!transaction.TryAddRequestId(request.RequestId))
        {
            return;
        }

        if (transaction.State.SignalCount >= Limits.MaxSignals)
        {
            throw Errors.Invalid("exceeded workflow execution limit for signal events");
        }

        transaction.Run.WarnIfLarge(request.Input?.CalculateSize() ?? 0, "A signal's input");
        Signal(transaction, new WorkflowExecutionSignaledEventAttributes { SignalName = request.SignalName, Input = request.Input, Identity = request.Identity, Header = request.Header });
    }

    private static PollWorkflowTaskQueueResponse OfferToStarter(RunTransaction transaction, StartWorkflowExecutionRequest request)
    {
        var tasks = transaction.Run.WorkflowTasks;
        WorkflowTasks.Start(transaction, request.Identity, transaction.Run.Start.RequestId, version: null);
        return tasks.Offer(transaction, sticky: false);
    }

    /// <summary>A caller who names the first run of a chain does not mean another chain of the same workflow id.</summary>
    public static void ThrowIfOtherChain(Run run, bool isOpen, string firstRunId)
    {
        if (isOpen && firstRunId.Length > 0 && firstRunId != run.Start.FirstRunId)
        {
            throw Errors.NotFound("workflow execution not found");
        }
    }
}
