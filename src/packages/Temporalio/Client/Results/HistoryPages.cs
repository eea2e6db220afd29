using System.Runtime.CompilerServices;
using Google.Protobuf;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Rpc;
using Temporalio.Exceptions;

namespace Temporalio.Client.Results;

/// <summary>Reads a history page by page, waiting for more where asked to.</summary>
internal static class HistoryPages
{
    public static async IAsyncEnumerable<HistoryEvent> ReadAsync(
        ITemporalClient client,
        string id,
        string? runId,
        WorkflowHistoryEventFetchOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rpc = RpcOptions.Retrying(options.Rpc);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, rpc.CancellationToken ?? CancellationToken.None);
        rpc.CancellationToken = both.Token;
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = client.Options.Namespace,
            Execution = new() { WorkflowId = id, RunId = runId ?? string.Empty },
            WaitNewEvent = options.WaitNewEvent,
            HistoryEventFilterType = options.EventFilterType,
            SkipArchival = options.SkipArchival,
        };
        do
        {
            var page = await PageAsync(client, request, rpc, options.WaitNewEvent).ConfigureAwait(false);
            foreach (var historyEvent in page.History?.Events ?? [])
            {
                yield return historyEvent;
            }

            request.NextPageToken = page.NextPageToken;
        }
        while (request.NextPageToken != ByteString.Empty);
    }

    private static async Task<GetWorkflowExecutionHistoryResponse> PageAsync(
        ITemporalClient client, GetWorkflowExecutionHistoryRequest request, RpcOptions rpc, bool wait)
    {
        while (true)
        {
            try
            {
                return await client.WorkflowService.InvokeRpcAsync(
                    "GetWorkflowExecutionHistory",
                    request,
                    GetWorkflowExecutionHistoryResponse.Parser,
                    rpc,
                    wait ? RpcPolicy.Poll : RpcPolicy.Default).ConfigureAwait(false);
            }
            catch (RpcException e) when (wait && rpc.Timeout is null && e.Code == RpcException.StatusCode.DeadlineExceeded)
            {
                // The poll was lost on the way: ask again.
            }
        }
    }
}
