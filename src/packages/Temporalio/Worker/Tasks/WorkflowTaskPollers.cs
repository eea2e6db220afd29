using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;

namespace Temporalio.Worker.Tasks;

/// <summary>Polls for workflow tasks: those of any run on the task queue, and those of the runs in memory on a queue of this worker's own.</summary>
internal sealed partial class WorkflowTaskPollers(WorkerSettings settings, WorkflowTaskHandler handler) : IDisposable
{
    private readonly SemaphoreSlim _room = new(settings.Options.MaxConcurrentWorkflowTasks ?? 100);
    private readonly WorkInProgress _working = new();

    public Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var options = settings.Options;
        var sticky = options.MaxCachedWorkflows == 0
            ? 0
            : Math.Max(1, options.MaxConcurrentWorkflowTaskPolls - (int)Math.Max(1, options.MaxConcurrentWorkflowTaskPolls * options.NonStickyToStickyPollRatio));
        var normal = Math.Max(1, options.MaxConcurrentWorkflowTaskPolls - sticky);
        var poller = new Poller("workflow tasks", _room, TimeProvider.System, settings.Logger);
        return Task.WhenAll(Enumerable.Range(0, normal + sticky).Select(i => poller.RunAsync(token => PollAsync(i >= normal, token), Start, stopping, abandon)));
    }

    /// <summary>Waits for the tasks that are being worked on.</summary>
    public Task FinishAsync() => _working.FinishAsync();

    public void Dispose() => _room.Dispose();

    private async Task<PollWorkflowTaskQueueResponse?> PollAsync(bool sticky, CancellationToken cancellationToken)
    {
        var response = await settings.Service.InvokeRpcAsync(
            "PollWorkflowTaskQueue",
            new PollWorkflowTaskQueueRequest
            {
                Namespace = settings.Namespace,
                TaskQueue = sticky
                    ? new() { Name = settings.StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = settings.TaskQueue }
                    : new() { Name = settings.TaskQueue, Kind = TaskQueueKind.Normal },
                Identity = settings.Identity,
                WorkerInstanceKey = settings.InstanceKey,
                DeploymentOptions = settings.Deployment,
            },
            PollWorkflowTaskQueueResponse.Parser,
            new() { CancellationToken = cancellationToken },
            RpcPolicy.Poll).ConfigureAwait(false);
        return response.TaskToken.IsEmpty ? null : response;
    }

    private void Start(PollWorkflowTaskQueueResponse task) => _working.Add(async () =>
    {
        try
        {
            await handler.HandleAsync(task).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.TaskLost(settings.Logger, e, task.WorkflowExecution.WorkflowId);
        }
        finally
        {
            _room.Release();
        }
    });

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A workflow task of {WorkflowId} could not be answered")]
        public static partial void TaskLost(ILogger logger, Exception exception, string workflowId);
    }
}
