using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Temporalio.Api.History.V1;

namespace Temporalio.Worker.Commands;

/// <summary>Signals another workflow.</summary>
internal sealed class SignalExternalCommand(WorkflowExecution execution, string signal, Payloads? input) : PendingCommand
{
    private readonly TaskCompletionSource<Failure?> _outcome = new();

    public long EventId { get; private set; }

    /// <summary>Null when the signal has arrived.</summary>
    public Task<Failure?> Outcome => _outcome.Task;

    protected override string Kind => "Signal external workflow";

    protected override EventType RecordedAs => EventType.SignalExternalWorkflowExecutionInitiated;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new()
        {
            Execution = execution,
            SignalName = signal,
            Input = input,
        },
    };

    public void Resolve(Failure? failure) => _outcome.TrySetResult(failure);

    protected override void Recorded(HistoryEvent historyEvent)
    {
        var recorded = historyEvent.SignalExternalWorkflowExecutionInitiatedEventAttributes;
        Require("Signal", recorded.SignalName, signal, historyEvent);
        Require("Workflow id", recorded.WorkflowExecution.WorkflowId, execution.WorkflowId, historyEvent);
        EventId = historyEvent.EventId;
    }
}

/// <summary>Asks another workflow to cancel.</summary>
internal sealed class CancelExternalCommand(WorkflowExecution execution) : PendingCommand
{
    private readonly TaskCompletionSource<Failure?> _outcome = new();

    public long EventId { get; private set; }

    /// <summary>Null when the request has arrived.</summary>
    public Task<Failure?> Outcome => _outcome.Task;

    protected override string Kind => "Cancel external workflow";

    protected override EventType RecordedAs => EventType.RequestCancelExternalWorkflowExecutionInitiated;

    public override Command ToCommand() => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new()
        {
            WorkflowId = execution.WorkflowId,
            RunId = execution.RunId,
        },
    };

    public void Resolve(Failure? failure) => _outcome.TrySetResult(failure);

    protected override void Recorded(HistoryEvent historyEvent)
    {
        var recorded = historyEvent.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes;
        Require("Workflow id", recorded.WorkflowExecution.WorkflowId, execution.WorkflowId, historyEvent);
        EventId = historyEvent.EventId;
    }
}
