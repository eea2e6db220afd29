using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>A worker that ends every workflow at its first task.</summary>
internal sealed class CompletingWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TestService _service;
    private readonly Task[] _polls;

    public CompletingWorker(TestService service, int polls)
    {
        _service = service;
        _polls = [.. Enumerable.Range(0, polls).Select(_ => ServeAsync())];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_polls).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var poll = new PollWorkflowTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new() { Name = "queue", Kind = TaskQueueKind.Normal }, Identity = "test" };
        while (true)
        {
            var task = await _service.Client.CallAsync<PollWorkflowTaskQueueResponse>(poll, _stopping.Token);
            if (!task.TaskToken.IsEmpty)
            {
                await _service.CompleteAsync(task, Commands.Complete());
            }
        }
    }
}
