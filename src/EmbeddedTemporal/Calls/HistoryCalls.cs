using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using Google.Protobuf;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Histories: in pages, backwards, or waiting for what comes next.</summary>
internal sealed class HistoryCalls(NamespaceRegistry namespaces, RunRegistry runs)
{
    // The real service's page where the caller names none.
    private const int DefaultPage = 256;

    public void Map(GrpcRouter router)
    {
        router.Map<GetWorkflowExecutionHistoryRequest>(ReadAsync, isLongPoll: true);
        router.Map<GetWorkflowExecutionHistoryReverseRequest>((request, _) => new(ReadBackwards(request)));
    }

    private static int PageSize(int asked) => asked is > 0 and < DefaultPage ? asked : DefaultPage;

    private async ValueTask<IMessage> ReadAsync(GetWorkflowExecutionHistoryRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var (run, position) = Find(request.Namespace, request.Execution, request.NextPageToken, start: 1);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongPoll.History);
        var response = new GetWorkflowExecutionHistoryResponse { History = new History() };
        if (request.HistoryEventFilterType == HistoryEventFilterType.CloseEvent)
        {
            if (await run.ReadCloseEventAsync(request.WaitNewEvent, patience.Token).ConfigureAwait(false) is { } close)
            {
                response.History.Events.Add(close);
            }
            else
            {
                response.NextPageToken = position.ToToken();
            }

            return response;
        }

        var page = await run.ReadHistoryAsync(position, PageSize(request.MaximumPageSize), request.WaitNewEvent, patience.Token).ConfigureAwait(false);
        response.History.Events.AddRange(page.Events);
        if (page.Next < Math.Min(page.Committed + 1, position.End) || (request.WaitNewEvent && page.IsOpen))
        {
            response.NextPageToken = (position with { Next = page.Next }).ToToken();
        }

        return response;
    }

    private GetWorkflowExecutionHistoryReverseResponse ReadBackwards(GetWorkflowExecutionHistoryReverseRequest request)
    {
        namespaces.Check(request.Namespace);
        var (run, position) = Find(request.Namespace, request.Execution, request.NextPageToken, start: long.MaxValue);
        var response = new GetWorkflowExecutionHistoryReverseResponse { History = new History() };
        response.History.Events.AddRange(run.ReadHistoryBackwards(position.Next, PageSize(request.MaximumPageSize)));
        if (response.History.Events is [.., { EventId: > 1 } oldest])
        {
            response.NextPageToken = (position with { Next = oldest.EventId }).ToToken();
        }

        return response;
    }

    private (Run Run, HistoryPosition Position) Find(string @namespace, Temporalio.Api.Common.V1.WorkflowExecution? execution, ByteString token, long start)
    {
        var workflowId = execution?.WorkflowId ?? "";
        if (token.IsEmpty)
        {
            var found = runs.Get(@namespace, workflowId, execution?.RunId ?? "");
            return (found, new HistoryPosition(found.Key, start));
        }

        if (workflowId.Length == 0)
        {
            throw Errors.Invalid("WorkflowId is not set on request.");
        }

        // A token names its run, so that a new run of the same workflow does not come in between.
        if (HistoryPosition.Parse(token) is not { Next: > 0 } position || runs.Find(position.RunKey) is not { } run || run.Namespace != @namespace || run.WorkflowId != workflowId)
        {
            throw Errors.Invalid("Invalid NextPageToken.");
        }

        return execution!.RunId.Length == 0 || execution.RunId == run.RunId
            ? (run, position)
            : throw Errors.Invalid("RunId in the request does not match the NextPageToken.");
    }
}
