using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using Google.Protobuf;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>The search attributes of a namespace: added, listed, removed.</summary>
internal sealed class SearchAttributeCalls(NamespaceRegistry namespaces, AttributeRegistry attributes)
{
    private const string NotSet = "Search attributes are not set on request.";

    public void Map(GrpcRouter router)
    {
        router.Map<AddSearchAttributesRequest>(AddAsync);
        router.Map<RemoveSearchAttributesRequest>(RemoveAsync);
        router.Map<ListSearchAttributesRequest>((request, _) => new(List(request)));
        router.Map<GetSearchAttributesRequest>((_, _) => new(new GetSearchAttributesResponse { Keys = { SystemAttributes.Types.Concat(SystemAttributes.SqlColumns).ToDictionary() } }));
    }

    private async ValueTask<IMessage> AddAsync(AddSearchAttributesRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        if (request.SearchAttributes.Count == 0)
        {
            throw Errors.Invalid(NotSet);
        }

        await attributes.AddAsync(request.Namespace, request.SearchAttributes).ConfigureAwait(false);
        return new AddSearchAttributesResponse();
    }

    private async ValueTask<IMessage> RemoveAsync(RemoveSearchAttributesRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        if (request.SearchAttributes.Count == 0)
        {
            throw Errors.Invalid(NotSet);
        }

        await attributes.RemoveAsync(request.Namespace, [.. request.SearchAttributes.Distinct()]).ConfigureAwait(false);
        return new RemoveSearchAttributesResponse();
    }

    private ListSearchAttributesResponse List(ListSearchAttributesRequest request)
    {
        namespaces.Check(request.Namespace);
        return new ListSearchAttributesResponse
        {
            SystemAttributes = { SystemAttributes.Types.ToDictionary() },
            CustomAttributes = { attributes.Custom(request.Namespace).ToDictionary(a => a.Key, a => a.Value.Type) },
        };
    }
}
