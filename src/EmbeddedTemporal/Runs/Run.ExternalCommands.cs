using EmbeddedTemporal.Storage;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <content>Signals and cancellations that workflow code sends to other workflows.</content>
internal sealed partial class Run
{
    private void SignalExternal(SignalExternalWorkflowExecutionCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes;
        if (ExternalCommands.Problem(command) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"{Bad}: {problem}");
        }

        var pending = (_state.ExternalRequests ??= new ExternalRequests()).Signals;
        CheckPending(pending.Count, Limits.MaxPendingExternalSignals, WorkflowTaskFailedCause.PendingSignalsLimitExceeded, "signals to external workflows");
        CheckSize(command.Input, Bad, "SignalExternalWorkflowExecutionCommandAttributes.Input");
        pending.Add(Append(EventType.SignalExternalWorkflowExecutionInitiated, e =>
        {
            e.SignalExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedEventId,
                Namespace = command.Namespace,
                NamespaceId = NamespaceId(command.Namespace),
                WorkflowExecution = command.Execution,
                SignalName = command.SignalName,
                Input = command.Input,
                Control = command.Control,
                ChildWorkflowOnly = command.ChildWorkflowOnly,
                Header = command.Header,
            };
            decorate(e);
        }).EventId);
    }

    private void CancelExternal(RequestCancelExternalWorkflowExecutionCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes;
        if (ExternalCommands.Problem(command) is { } problem)
        {
            throw new WorkflowTaskRefused(Bad, $"{Bad}: {problem}");
        }

        var pending = (_state.ExternalRequests ??= new ExternalRequests()).Cancellations;
        CheckPending(pending.Count, Limits.MaxPendingExternalCancellations, WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded, "requests to cancel external workflows");
        pending.Add(Append(EventType.RequestCancelExternalWorkflowExecutionInitiated, e =>
        {
            e.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedEventId,
                Namespace = command.Namespace,
                NamespaceId = NamespaceId(command.Namespace),
                WorkflowExecution = new WorkflowExecution { WorkflowId = command.WorkflowId, RunId = command.RunId },
                Control = command.Control,
                ChildWorkflowOnly = command.ChildWorkflowOnly,
                Reason = command.Reason,
            };
            decorate(e);
        }).EventId);
    }

    /// <summary>Empty where there is no such namespace: the answer will say so.</summary>
    private string NamespaceId(string @namespace) => _environment.Namespaces.Find(@namespace.Length > 0 ? @namespace : Namespace)?.Id ?? "";

    private static void CheckPending(int count, int limit, WorkflowTaskFailedCause cause, string what)
    {
        if (count >= limit)
        {
            throw new WorkflowTaskRefused(cause, $"{cause}: the number of pending {what}, {count}, has reached the per-workflow limit of {limit}");
        }
    }
}
