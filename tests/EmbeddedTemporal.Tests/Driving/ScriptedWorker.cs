using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>A worker that answers each workflow task of a queue with what a function makes of its history.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;

    public ScriptedWorker(GrpcClient client, string queue, Func<PollWorkflowTaskQueueResponse, Command[]> decide) => _work = WorkAsync(client, queue, decide);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WorkAsync(GrpcClient client, string queue, Func<PollWorkflowTaskQueueResponse, Command[]> decide)
    {
        var poll = new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = queue, Kind = TaskQueueKind.Normal }, Identity = "test" };
        while (!_stopping.IsCancellationRequested)
        {
            var task = await client.CallAsync<PollWorkflowTaskQueueResponse>(poll, _stopping.Token);
            if (task.TaskToken.IsEmpty)
            {
                continue;
            }

            try
            {
                _ = await client.CallAsync(new RespondWorkflowTaskCompletedRequest { Namespace = TestService.Namespace, TaskToken = task.TaskToken, Identity = "test", Commands = { decide(task) } });
            }
            catch (RpcException e) when (e.Status.Detail == "UnhandledCommand")
            {
                // Something came meanwhile: the task is given again.
            }
        }
    }
}
