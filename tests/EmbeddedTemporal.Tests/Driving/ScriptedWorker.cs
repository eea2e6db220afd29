using Grpc.Core;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>A worker that completes each workflow task of a queue as a function of the task.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;

    public ScriptedWorker(GrpcClient client, string queue, Func<PollWorkflowTaskQueueResponse, Command[]> decide)
        : this(client, queue, task => new RespondWorkflowTaskCompletedRequest { Commands = { decide(task) } })
    {
    }

    public ScriptedWorker(GrpcClient client, string queue, Func<PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest> respond) => _work = WorkAsync(client, queue, respond);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task WorkAsync(GrpcClient client, string queue, Func<PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest> respond)
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
                var response = respond(task);
                (response.Namespace, response.TaskToken, response.Identity) = (TestService.Namespace, task.TaskToken, "test");
                await client.CallAsync(response);
            }
            catch (RpcException e) when (e.Status.Detail == "UnhandledCommand")
            {
                // Something came meanwhile: the task is given again.
            }
        }
    }
}
