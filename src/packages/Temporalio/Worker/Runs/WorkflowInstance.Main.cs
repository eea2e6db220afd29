using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;
using Type = System.Type;

namespace Temporalio.Worker.Runs;

/// <content>The run method and how it ends.</content>
internal sealed partial class WorkflowInstance
{
    private Action? _startMain;

    private async Task RunMainAsync(object?[] args)
    {
        try
        {
            var task = (Task)_definition.RunInvoker.Invoke(_instance, args.AsSpan())!;
            await task;
            var result = _definition.RunMethod.ReturnType == typeof(Task) ? null : ToPayloads([_definition.ResultOf(task)]);
            _ledger.End(new CompleteCommand(result));
        }
        catch (Exception e)
        {
            EndBecauseOf(e);
        }
    }

    /// <summary>Ends the workflow, or fails the task: only failures and cancellations are the workflow's own.</summary>
    private void EndBecauseOf(Exception e)
    {
        try
        {
            if (EndOf(e) is { } end)
            {
                _ledger.End(end);
            }
            else
            {
                _failure ??= e;
            }
        }
        catch (Exception unwritable)
        {
            // Details or arguments that no encoding takes: nobody else would hear of that.
            _failure ??= unwritable;
        }
    }

    private PendingCommand? EndOf(Exception e)
    {
        if (e is ContinueAsNewException next)
        {
            return new ContinueAsNewCommand(ToAttributes(next));
        }

        if (_cancellation.IsCancellationRequested && TemporalException.IsCanceledException(e))
        {
            return new CancelCommand();
        }

        return FailsWorkflow(e) ? new FailCommand(_failures.ToFailure(e, _payloads)) : null;
    }

    private bool FailsWorkflow(Exception e)
    {
        // Workflow code that cancels what it waits for and does not catch that fails as it would when an activity was cancelled.
        if (e is FailureException or OperationCanceledException)
        {
            return true;
        }

        bool Listed(IEnumerable<Type> types) => types.Any(t => t.IsInstanceOfType(e));
        return Listed(_definition.FailureExceptionTypes) || Listed(_settings.FailureExceptionTypes);
    }

    private ContinueAsNewWorkflowExecutionCommandAttributes ToAttributes(ContinueAsNewException e)
    {
        var attributes = new ContinueAsNewWorkflowExecutionCommandAttributes
        {
            WorkflowType = new() { Name = e.Workflow },
            TaskQueue = new() { Name = e.Options.TaskQueue ?? Info.TaskQueue },
            Input = ToPayloads(e.Args),
            WorkflowRunTimeout = e.Options.RunTimeout?.ToDuration(),
            WorkflowTaskTimeout = e.Options.TaskTimeout?.ToDuration(),
            RetryPolicy = e.Options.RetryPolicy?.ToProto(),
        };
        if (e.Options.Memo is { } memo)
        {
            attributes.Memo = new();
            foreach (var (key, value) in memo)
            {
                attributes.Memo.Fields.Add(key, _payloads.ToPayload(value));
            }
        }

        return attributes;
    }

    private Payloads? ToPayloads(IReadOnlyCollection<object?> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var payloads = new Payloads();
        payloads.Payloads_.AddRange(values.Select(_payloads.ToPayload));
        return payloads;
    }
}
