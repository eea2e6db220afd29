using System.Buffers.Binary;
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

    // Events and where a page ended: run key and next event.
    private const int TokenBytes = 16;

    public void Map(GrpcRouter router)
    {
        router.Map<GetWorkflowExecutionHistoryRequest>(ReadAsync);
        router.Map<GetWorkflowExecutionHistoryReverseRequest>((request, _) => new(ReadBackwards(request)));
    }

    /// <summary>Where to go on reading a run.</summary>
    public static ByteString Token(long runKey, long next)
    {
        var token = new byte[TokenBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, runKey);
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(8), next);
        return ByteString.CopyFrom(token);
    }

    private static int PageSize(int asked) => asked is > 0 and < DefaultPage ? asked : DefaultPage;

    private async ValueTask<IMessage> ReadAsync(GetWorkflowExecutionHistoryRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var (run, first) = Find(request.Namespace, request.Execution, request.NextPageToken, start: 1);
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
                response.NextPageToken = Token(run.Key, first);
            }

            return response;
        }

        var page = await run.ReadHistoryAsync(first, PageSize(request.MaximumPageSize), request.WaitNewEvent, patience.Token).ConfigureAwait(false);
        response.History.Events.AddRange(page.Events);
        if (page.Next <= page.Committed || (request.WaitNewEvent && page.IsOpen))
        {
            response.NextPageToken = Token(run.Key, page.Next);
        }

        return response;
    }

    private GetWorkflowExecutionHistoryReverseResponse ReadBackwards(GetWorkflowExecutionHistoryReverseRequest request)
    {
        namespaces.Check(request.Namespace);
        var (run, end) = Find(request.Namespace, request.Execution, request.NextPageToken, start: long.MaxValue);
        var response = new GetWorkflowExecutionHistoryReverseResponse { History = new History() };
        response.History.Events.AddRange(run.ReadHistoryBackwards(end, PageSize(request.MaximumPageSize)));
        if (response.History.Events is [.., { EventId: > 1 } oldest])
        {
            response.NextPageToken = Token(run.Key, oldest.EventId);
        }

        return response;
    }

    private (Run Run, long Next) Find(string @namespace, Temporalio.Api.Common.V1.WorkflowExecution? execution, ByteString token, long start)
    {
        var workflowId = execution?.WorkflowId ?? "";
        if (token.IsEmpty)
        {
            return (runs.Get(@namespace, workflowId, execution?.RunId ?? ""), start);
        }

        if (workflowId.Length == 0)
        {
            throw Errors.Invalid("WorkflowId is not set on request.");
        }

        // A token names its run, so that a new run of the same workflow does not come in between.
        var run = token.Length == TokenBytes ? runs.Find(BinaryPrimitives.ReadInt64BigEndian(token.Span)) : null;
        return run is not null && run.Namespace == @namespace && run.WorkflowId == workflowId
            ? (run, BinaryPrimitives.ReadInt64BigEndian(token.Span[8..]))
            : throw Errors.Invalid("Invalid NextPageToken.");
    }
}
