using Microsoft.Extensions.Logging;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;

namespace Temporalio.Worker.Tasks;

/// <summary>Polls for workflow tasks: those of any run on the task queue, and those of the runs in memory on a queue of this worker's own.</summary>
internal sealed partial class WorkflowTaskPollers(WorkerSettings settings, WorkflowTaskHandler handler) : IDisposable
{
    private readonly SemaphoreSlim _room = new(settings.MaxWorkflowTasks);
    private readonly WorkInProgress _working = new();

    public Task RunAsync(CancellationToken stopping, CancellationToken abandon)
    {
        var (normal, sticky) = Split(settings.Options.MaxConcurrentWorkflowTaskPolls, settings.Options.NonStickyToStickyPollRatio, settings.StickyRoom);
        var poller = new Poller("workflow tasks", _room, TimeProvider.System, settings.Logger);
        return Task.WhenAll(Enumerable.Range(0, normal + sticky).Select(i => poller.RunAsync(token => PollAsync(i >= normal, token), Start, stopping, abandon)));
    }

    /// <summary>How many polls are for any run, and how many for those in memory.</summary>
    /// <param name="polls">How many there are in all; at least one of each kind that is needed.</param>
    /// <param name="normalShare">The share of those for any run.</param>
    /// <param name="stickyRoom">How many may be for the runs in memory: a poll that waits takes the room of a task, and some must be left.</param>
    public static (int Normal, int Sticky) Split(int polls, float normalShare, int stickyRoom)
    {
        var sticky = Math.Min(stickyRoom, Math.Max(1, polls - (int)Math.Max(1, polls * normalShare)));
        return (Math.Max(1, polls - sticky), sticky);
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
