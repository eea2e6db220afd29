using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A signal, a cancellation or the start of a child on its way to another workflow, as the event that initiated it tells.</summary>
/// <param name="Initiated">The event.</param>
/// <param name="Namespace">The target's namespace: the sender's own if the event names none.</param>
internal sealed record ExternalRequest(HistoryEvent Initiated, string Namespace)
{
    /// <summary>Set if a child is to start.</summary>
    public StartChildWorkflowExecutionInitiatedEventAttributes? Start => Initiated.StartChildWorkflowExecutionInitiatedEventAttributes;

    /// <summary>Null for a cancellation.</summary>
    public SignalExternalWorkflowExecutionInitiatedEventAttributes? Signal => Initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes;

    /// <summary>Null for a signal.</summary>
    public RequestCancelExternalWorkflowExecutionInitiatedEventAttributes? Cancellation => Initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;

    public WorkflowExecution Target => Signal?.WorkflowExecution ?? Cancellation!.WorkflowExecution;

    /// <summary>Whether it is meant for a child alone.</summary>
    public bool IsForChild => Signal?.ChildWorkflowOnly ?? Cancellation!.ChildWorkflowOnly;

    /// <summary>The event that tells the sender the outcome.</summary>
    /// <param name="problem">Why it was not delivered; unspecified if it was.</param>
    public HistoryEvent Answer(SignalExternalWorkflowExecutionFailedCause problem) => (Signal, problem) switch
    {
        ({ } signal, SignalExternalWorkflowExecutionFailedCause.Unspecified) => new()
        {
            EventType = EventType.ExternalWorkflowExecutionSignaled,
            ExternalWorkflowExecutionSignaledEventAttributes = new()
            {
                InitiatedEventId = Initiated.EventId,
                Namespace = Namespace,
                NamespaceId = signal.NamespaceId,
                WorkflowExecution = Target,
                Control = signal.Control,
            },
        },
        ({ } signal, _) => new()
        {
            EventType = EventType.SignalExternalWorkflowExecutionFailed,
            SignalExternalWorkflowExecutionFailedEventAttributes = new()
            {
                Cause = problem,
                InitiatedEventId = Initiated.EventId,
                Namespace = Namespace,
                NamespaceId = signal.NamespaceId,
                WorkflowExecution = Target,
                Control = signal.Control,
            },
        },
        (null, SignalExternalWorkflowExecutionFailedCause.Unspecified) => new()
        {
            EventType = EventType.ExternalWorkflowExecutionCancelRequested,
            ExternalWorkflowExecutionCancelRequestedEventAttributes = new()
            {
                InitiatedEventId = Initiated.EventId,
                Namespace = Namespace,
                NamespaceId = Cancellation!.NamespaceId,
                WorkflowExecution = Target,
            },
        },
        (null, _) => new()
        {
            EventType = EventType.RequestCancelExternalWorkflowExecutionFailed,
            RequestCancelExternalWorkflowExecutionFailedEventAttributes = new()
            {
                // The causes of both are numbered alike.
                Cause = (CancelExternalWorkflowExecutionFailedCause)problem,
                InitiatedEventId = Initiated.EventId,
                Namespace = Namespace,
                NamespaceId = Cancellation!.NamespaceId,
                WorkflowExecution = Target,
            },
        },
    };
}
