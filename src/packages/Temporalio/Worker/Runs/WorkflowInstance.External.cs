using Temporalio.Api.Common.V1;
using Temporalio.Exceptions;
using Temporalio.Worker.Commands;
using Temporalio.Workflows;

namespace Temporalio.Worker.Runs;

/// <content>Signals and cancellations to other workflows.</content>
internal sealed partial class WorkflowInstance
{
    public ExternalWorkflowHandle<TWorkflow> GetExternalWorkflowHandle<TWorkflow>(string id, string? runId) => new ExternalHandle<TWorkflow>(this, id, runId);

    private async Task SendAsync(SignalExternalCommand command, CancellationToken token)
    {
        _ledger.Add(command);
        await Queue(async () =>
        {
            using var registration = token.Register(() =>
            {
                if (command.EventId == 0 && !command.Outcome.IsCompleted)
                {
                    _ledger.Remove(command);
                    _resolutions.Enqueue(() => command.Resolve(new() { Message = "Signal was cancelled before being sent", CanceledFailureInfo = new() }));
                }
            });
            if (await command.Outcome is { } failure)
            {
                throw ToException(failure);
            }
        });
    }

    private async Task SendAsync(CancelExternalCommand command)
    {
        _ledger.Add(command);
        await Queue(async () =>
        {
            if (await command.Outcome is { } failure)
            {
                throw ToException(failure);
            }
        });
    }

    private sealed class ExternalHandle<TWorkflow>(WorkflowInstance instance, string id, string? runId) : ExternalWorkflowHandle<TWorkflow>
    {
        public override string Id => id;

        public override string? RunId => runId;

        private WorkflowExecution Execution => new() { WorkflowId = id, RunId = runId ?? string.Empty };

        public override Task SignalAsync(string signal, IReadOnlyCollection<object?> args, ExternalWorkflowSignalOptions? options = null)
        {
            instance.RequireWritable();
            var token = options?.CancellationToken ?? instance.CancellationToken;
            return token.IsCancellationRequested
                ? Task.FromException(new CanceledFailureException("Signal cancelled before scheduled"))
                : instance.SendAsync(new SignalExternalCommand(Execution, signal, instance.ToPayloads(args)), token);
        }

        public override Task CancelAsync()
        {
            instance.RequireWritable();
            return instance.SendAsync(new CancelExternalCommand(Execution));
        }
    }
}
