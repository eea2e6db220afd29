using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Runs;

/// <content>The commands that end a run.</content>
internal sealed partial class Run
{
    private void Complete(CompleteWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes;
        if (command is null)
        {
            throw NotSet(Bad, nameof(CompleteWorkflowExecutionCommandAttributes), "CompleteWorkflowExecutionCommand");
        }

        CheckSize(command.Result, Bad, "CompleteWorkflowExecutionCommandAttributes.Result");
        Close(WorkflowExecutionStatus.Completed, EventType.WorkflowExecutionCompleted, e => e.WorkflowExecutionCompletedEventAttributes = new()
        {
            Result = command.Result,
            WorkflowTaskCompletedEventId = completedEventId,
        });
    }

    private void Fail(FailWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        const WorkflowTaskFailedCause Bad = WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes;
        if (command?.Failure is not { } failure)
        {
            throw NotSet(Bad, command is null ? nameof(FailWorkflowExecutionCommandAttributes) : "Failure", "FailWorkflowExecutionCommand");
        }

        CheckSize(failure.CalculateSize(), Bad, "FailWorkflowExecutionCommandAttributes.Failure");
        Close(WorkflowExecutionStatus.Failed, EventType.WorkflowExecutionFailed, e => e.WorkflowExecutionFailedEventAttributes = new()
        {
            Failure = failure,
            RetryState = NoRetry(failure),
            WorkflowTaskCompletedEventId = completedEventId,
        });
    }

    private void EndCanceled(CancelWorkflowExecutionCommandAttributes? command, long completedEventId)
    {
        if (command is null)
        {
            throw NotSet(WorkflowTaskFailedCause.BadCancelWorkflowExecutionAttributes, nameof(CancelWorkflowExecutionCommandAttributes), "CancelWorkflowExecutionCommand");
        }

        Close(WorkflowExecutionStatus.Canceled, EventType.WorkflowExecutionCanceled, e => e.WorkflowExecutionCanceledEventAttributes = new()
        {
            Details = command.Details,
            WorkflowTaskCompletedEventId = completedEventId,
        });
    }

    private static WorkflowTaskRefused NotSet(WorkflowTaskFailedCause cause, string what, string command) => new(cause, $"{cause}: {what} is not set on {command}.");
}
