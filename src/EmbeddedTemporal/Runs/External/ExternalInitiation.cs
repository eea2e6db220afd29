using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The commands by which workflow code signals or cancels other workflows: checked, and kept as requests until they are answered.</summary>
internal static class ExternalInitiation
{
    public static void Signal(RunTransaction transaction, SignalExternalWorkflowExecutionCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes;
        if (ExternalCommands.Problem(command, transaction.Limits) is { } problem)
        {
            throw new WorkflowTaskRejectedException(Bad, $"{Bad}: {problem}");
        }

        var pending = (transaction.State.ExternalRequests ??= new()).Signals;
        CheckPending(pending.Count, Limits.MaxPendingExternalSignals, WorkflowTaskFailedCause.PendingSignalsLimitExceeded, "signals to external workflows");
        CommandSize.Check(transaction, command.Input, Bad, "SignalExternalWorkflowExecutionCommandAttributes.Input");
        pending.Add(transaction.Append(EventType.SignalExternalWorkflowExecutionInitiated, e =>
        {
            e.SignalExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedEventId,
                Namespace = command.Namespace,
                NamespaceId = NamespaceId(transaction.Run, command.Namespace),
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

    public static void Cancel(RunTransaction transaction, RequestCancelExternalWorkflowExecutionCommandAttributes command, long completedEventId, Action<HistoryEvent> decorate)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes;
        if (ExternalCommands.Problem(command, transaction.Limits) is { } problem)
        {
            throw new WorkflowTaskRejectedException(Bad, $"{Bad}: {problem}");
        }

        var pending = (transaction.State.ExternalRequests ??= new()).Cancellations;
        CheckPending(pending.Count, Limits.MaxPendingExternalCancellations, WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded, "requests to cancel external workflows");
        pending.Add(transaction.Append(EventType.RequestCancelExternalWorkflowExecutionInitiated, e =>
        {
            e.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new()
            {
                WorkflowTaskCompletedEventId = completedEventId,
                Namespace = command.Namespace,
                NamespaceId = NamespaceId(transaction.Run, command.Namespace),
                WorkflowExecution = new WorkflowExecution { WorkflowId = command.WorkflowId, RunId = command.RunId },
                Control = command.Control,
                ChildWorkflowOnly = command.ChildWorkflowOnly,
                Reason = command.Reason,
            };
            decorate(e);
        }).EventId);
    }

    /// <summary>Empty if there is no such namespace, which the answer will say.</summary>
    private static string NamespaceId(Run run, string @namespace) => run.Environment.Namespaces.Find(@namespace.Length > 0 ? @namespace : run.Namespace)?.Id ?? "";

    private static void CheckPending(int count, int limit, WorkflowTaskFailedCause cause, string what)
    {
        if (count >= limit)
        {
            throw new WorkflowTaskRejectedException(cause, $"{cause}: the number of pending {what}, {count}, has reached the per-workflow limit of {limit}");
        }
    }
}
