using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <summary>The commands that end a run.</summary>
internal static class ClosingCommands
{
    public static void Complete(RunTransaction transaction, CompleteWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes;
        if (command is null)
        {
            throw NotSet(Bad, nameof(CompleteWorkflowExecutionCommandAttributes), "CompleteWorkflowExecutionCommand");
        }

        CommandSize.Check(transaction, command.Result, Bad, "CompleteWorkflowExecutionCommandAttributes.Result");
        transaction.Successor = Continuation.AfterCompletion(transaction, command.Result);
        Closing.Close(transaction, WorkflowExecutionStatus.Completed, EventType.WorkflowExecutionCompleted, e => e.WorkflowExecutionCompletedEventAttributes = new()
        {
            Result = command.Result,
            WorkflowTaskCompletedEventId = completedEventId,
            NewExecutionRunId = transaction.Successor?.Start.RunId ?? "",
        });
    }

    public static void Fail(RunTransaction transaction, FailWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes;
        if (command?.Failure is not { } failure)
        {
            throw NotSet(Bad, command is null ? nameof(FailWorkflowExecutionCommandAttributes) : "Failure", "FailWorkflowExecutionCommand");
        }

        CommandSize.Check(transaction, failure.CalculateSize(), Bad, "FailWorkflowExecutionCommandAttributes.Failure");
        (var retryState, transaction.Successor) = Continuation.AfterFailure(transaction, failure, failure);
        Closing.Close(transaction, WorkflowExecutionStatus.Failed, EventType.WorkflowExecutionFailed, e => e.WorkflowExecutionFailedEventAttributes = new()
        {
            Failure = failure,
            RetryState = retryState,
            WorkflowTaskCompletedEventId = completedEventId,
            NewExecutionRunId = transaction.Successor?.Start.RunId ?? "",
        });
    }

    public static void Cancel(RunTransaction transaction, CancelWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        if (command is null)
        {
            throw NotSet(WorkflowTaskFailedCause.BadCancelWorkflowExecutionAttributes, nameof(CancelWorkflowExecutionCommandAttributes), "CancelWorkflowExecutionCommand");
        }

        Closing.Close(transaction, WorkflowExecutionStatus.Canceled, EventType.WorkflowExecutionCanceled, e => e.WorkflowExecutionCanceledEventAttributes = new()
        {
            Details = command.Details,
            WorkflowTaskCompletedEventId = completedEventId,
        });
    }

    private static WorkflowTaskRejectedException NotSet(WorkflowTaskFailedCause cause, string what, string command) => new(cause, $"{cause}: {what} is not set on {command}.");
}
