using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;

namespace Temporalio.Worker.Commands;

/// <summary>The workflow returned.</summary>
internal sealed class CompleteCommand(Payloads? result) : PendingCommand
{
    protected override string Kind => "Complete workflow";

    protected override EventType RecordedAs => EventType.WorkflowExecutionCompleted;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = result },
    };
}

/// <summary>The workflow failed.</summary>
internal sealed class FailCommand(Failure failure) : PendingCommand
{
    protected override string Kind => "Fail workflow";

    protected override EventType RecordedAs => EventType.WorkflowExecutionFailed;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = failure },
    };
}

/// <summary>The workflow did as it was asked and cancelled.</summary>
internal sealed class CancelCommand : PendingCommand
{
    protected override string Kind => "Cancel workflow";

    protected override EventType RecordedAs => EventType.WorkflowExecutionCanceled;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.CancelWorkflowExecution,
        CancelWorkflowExecutionCommandAttributes = new(),
    };
}

/// <summary>The workflow goes on in a new run.</summary>
internal sealed class ContinueAsNewCommand(ContinueAsNewWorkflowExecutionCommandAttributes attributes) : PendingCommand
{
    protected override string Kind => "Continue as new workflow";

    protected override EventType RecordedAs => EventType.WorkflowExecutionContinuedAsNew;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.ContinueAsNewWorkflowExecution,
        ContinueAsNewWorkflowExecutionCommandAttributes = attributes,
    };
}
