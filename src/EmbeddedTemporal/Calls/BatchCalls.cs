using EmbeddedTemporal.Batches;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Settings;
using Google.Protobuf;
using Temporalio.Api.Batch.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Operations on many workflows at once.</summary>
internal sealed class BatchCalls(NamespaceRegistry namespaces, BatchRegistry batches, ServiceLimits limits)
{
    private const int DefaultPage = 100;

    public void Map(GrpcRouter router)
    {
        router.Map<StartBatchOperationRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            BatchCheck.Check(request, limits);
            await batches.StartAsync(request).ConfigureAwait(false);
            return new StartBatchOperationResponse();
        });
        router.Map<StopBatchOperationRequest>(async (request, _) =>
        {
            namespaces.Check(request.Namespace);
            await batches.StopAsync(batches.Get(request.Namespace, request.JobId), request.Reason, request.Identity).ConfigureAwait(false);
            return new StopBatchOperationResponse();
        });
        router.Map<DescribeBatchOperationRequest>((request, _) =>
        {
            namespaces.Check(request.Namespace);
            return new(Describe(batches.Get(request.Namespace, request.JobId)));
        });
        router.Map<ListBatchOperationsRequest>((request, _) => new(List(request)));
    }

    private static DescribeBatchOperationResponse Describe(Batch batch)
    {
        var (request, state) = (batch.Request, batch.State);
        return new DescribeBatchOperationResponse
        {
            OperationType = BatchCheck.TypeOf(request),
            JobId = request.JobId,
            State = state.State,
            StartTime = state.StartTime,
            CloseTime = state.CloseTime,
            TotalOperationCount = state.Total,
            CompleteOperationCount = state.Completed,
            FailureOperationCount = state.Failed,
            Identity = BatchCheck.IdentityOf(request),
            Reason = request.Reason,
            Query = request.VisibilityQuery,
            Executions = { BatchCheck.Executions(request).Select(e => new Execution { BusinessId = e.WorkflowId, RunId = e.RunId }) },
        };
    }

    private ListBatchOperationsResponse List(ListBatchOperationsRequest request)
    {
        namespaces.Check(request.Namespace);
        var size = request.PageSize > 0 ? request.PageSize : DefaultPage;
        // The token is the id of the last one shown.
        var after = request.NextPageToken.ToStringUtf8();
        var rest = batches.List(request.Namespace).SkipWhile(b => after.Length > 0 && b.Request.JobId != after).Skip(after.Length > 0 ? 1 : 0).ToList();
        var response = new ListBatchOperationsResponse();
        response.OperationInfo.AddRange(rest.Take(size).Select(b => new BatchOperationInfo
        {
            JobId = b.Request.JobId,
            State = b.State.State,
            StartTime = b.State.StartTime,
            CloseTime = b.State.CloseTime,
            OperationType = BatchCheck.TypeOf(b.Request),
        }));
        response.NextPageToken = rest.Count > size ? ByteString.CopyFromUtf8(response.OperationInfo[^1].JobId) : ByteString.Empty;
        return response;
    }
}
