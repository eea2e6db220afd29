using Temporalio.Api.Common.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>A signal or cancellation on its way to another workflow, as the event that initiated it tells.</summary>
/// <param name="Initiated">The event.</param>
/// <param name="Namespace">The target's namespace: the sender's own where the event names none.</param>
internal sealed record ExternalRequest(HistoryEvent Initiated, string Namespace)
{
    /// <summary>Null where it is a cancellation.</summary>
    public SignalExternalWorkflowExecutionInitiatedEventAttributes? Signal => Initiated.SignalExternalWorkflowExecutionInitiatedEventAttributes;

    /// <summary>Null where it is a signal.</summary>
    public RequestCancelExternalWorkflowExecutionInitiatedEventAttributes? Cancellation => Initiated.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;

    public WorkflowExecution Target => Signal?.WorkflowExecution ?? Cancellation!.WorkflowExecution;
}
