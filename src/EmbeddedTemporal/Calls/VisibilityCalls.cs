using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Lists and counts of workflows.</summary>
internal sealed class VisibilityCalls(NamespaceRegistry namespaces, AttributeRegistry attributes, VisibilityStore store)
{
    public void Map(GrpcRouter router)
    {
        router.Map<ListWorkflowExecutionsRequest>((request, _) =>
        {
            var page = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
            return new(new EncodedPage(ListWorkflowExecutionsResponse.Descriptor, page.Items, page.NextPageToken));
        });
        router.Map<ScanWorkflowExecutionsRequest>((request, _) =>
        {
            var page = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
            return new(new EncodedPage(ScanWorkflowExecutionsResponse.Descriptor, page.Items, page.NextPageToken));
        });
        router.Map<ListOpenWorkflowExecutionsRequest>((request, _) =>
        {
            var page = List(request.Namespace, "ExecutionStatus = 'Running'" + Filter(request.StartTimeFilter, request.ExecutionFilter, request.TypeFilter), request.MaximumPageSize, request.NextPageToken);
            return new(new EncodedPage(ListOpenWorkflowExecutionsResponse.Descriptor, page.Items, page.NextPageToken));
        });
        router.Map<ListClosedWorkflowExecutionsRequest>((request, _) =>
        {
            var status = request.StatusFilter is { } filter ? $"ExecutionStatus = '{filter.Status}'" : "ExecutionStatus != 'Running'";
            var page = List(request.Namespace, status + Filter(request.StartTimeFilter, request.ExecutionFilter, request.TypeFilter), request.MaximumPageSize, request.NextPageToken);
            return new(new EncodedPage(ListClosedWorkflowExecutionsResponse.Descriptor, page.Items, page.NextPageToken));
        });
        router.Map<CountWorkflowExecutionsRequest>((request, _) => new(Count(request)));
    }

    private static string Filter(Temporalio.Api.Filter.V1.StartTimeFilter? start, Temporalio.Api.Filter.V1.WorkflowExecutionFilter? execution, Temporalio.Api.Filter.V1.WorkflowTypeFilter? type)
    {
        var condition = "";
        if (start?.EarliestTime is { } earliest)
        {
            condition += $" AND StartTime >= '{Rfc3339(earliest)}'";
        }

        if (start?.LatestTime is { } latest)
        {
            condition += $" AND StartTime <= '{Rfc3339(latest)}'";
        }

        if (execution?.WorkflowId.Length > 0)
        {
            condition += $" AND WorkflowId = {ListQueryLexer.Quote(execution.WorkflowId)}";
        }

        return type?.Name.Length > 0 ? $"{condition} AND WorkflowType = {ListQueryLexer.Quote(type.Name)}" : condition;
    }

    private static string Rfc3339(Timestamp time) => time.ToDateTimeOffset().ToString("O", System.Globalization.CultureInfo.InvariantCulture);

    private T Query<T>(string @namespace, string query, Func<ListQuery, T> run)
    {
        namespaces.Check(@namespace);
        try
        {
            return run(query.Length == 0 ? ListQuery.Everything : ListQueryParser.Parse(query, name => attributes.Find(@namespace, name)));
        }
        catch (ListQueryException e)
        {
            throw Errors.Invalid($"invalid query: {e.Message}");
        }
    }

    private ListPage List(string @namespace, string query, int pageSize, ByteString token) =>
        Query(@namespace, query, parsed => store.List(@namespace, parsed, pageSize, token));

    private CountWorkflowExecutionsResponse Count(CountWorkflowExecutionsRequest request) => Query(request.Namespace, request.Query, query =>
    {
        if (!query.GroupsByStatus)
        {
            return new CountWorkflowExecutionsResponse { Count = store.Count(request.Namespace, query) };
        }

        var response = new CountWorkflowExecutionsResponse();
        foreach (var (status, count) in store.CountByStatus(request.Namespace, query))
        {
            var value = JsonPayload.From(status.ToString());
            value.Metadata["type"] = ByteString.CopyFromUtf8("Keyword");
            response.Groups.Add(new CountWorkflowExecutionsResponse.Types.AggregationGroup { GroupValues = { value }, Count = count });
            response.Count += count;
        }

        return response;
    });
}
