using Google.Protobuf;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;

namespace Temporalio.Worker.Tasks;

/// <summary>Reads what a task does not carry of its history.</summary>
internal static class HistoryLoader
{
    /// <param name="task">The task.</param>
    /// <param name="knownUpTo">The last event in memory; 0 where the run is not.</param>
    /// <param name="settings">Where to ask.</param>
    public static async Task<IReadOnlyList<HistoryEvent>> CompleteAsync(PollWorkflowTaskQueueResponse task, long knownUpTo, WorkerSettings settings)
    {
        var events = new List<HistoryEvent>(task.History?.Events ?? []);
        if (!task.NextPageToken.IsEmpty)
        {
            events.AddRange(await PagesAsync(task, task.NextPageToken, settings).ConfigureAwait(false));
        }

        var firstKnown = events.Count > 0 ? events[0].EventId : long.MaxValue;
        var misses = knownUpTo == 0 ? firstKnown > 1 : events.Count > 0 && firstKnown > knownUpTo + 1;
        if (!misses)
        {
            return events;
        }

        // The service thinks that the run is in memory, but it had to go. What the task carries may not be in the stored history yet.
        var all = await PagesAsync(task, ByteString.Empty, settings).ConfigureAwait(false);
        return [.. all.Where(e => e.EventId < firstKnown), .. events];
    }

    private static async Task<List<HistoryEvent>> PagesAsync(PollWorkflowTaskQueueResponse task, ByteString token, WorkerSettings settings)
    {
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = settings.Namespace,
            Execution = task.WorkflowExecution,
            NextPageToken = token,
        };
        var events = new List<HistoryEvent>();
        do
        {
            var page = await settings.Service.InvokeRpcAsync(
                "GetWorkflowExecutionHistory", request, GetWorkflowExecutionHistoryResponse.Parser, null, RpcPolicy.Answer).ConfigureAwait(false);
            events.AddRange(page.History?.Events ?? []);
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
        return events;
    }
}
