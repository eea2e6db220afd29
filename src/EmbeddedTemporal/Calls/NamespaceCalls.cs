using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Settings;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Namespace.V1;
using Temporalio.Api.Replication.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Namespaces: described, listed, registered.</summary>
internal sealed class NamespaceCalls(NamespaceRegistry namespaces, AttributeRegistry attributes, ServiceLimits limits)
{
    public void Map(GrpcRouter router)
    {
        router.Map<DescribeNamespaceRequest>((request, _) => new(Describe(Find(request))));
        router.Map<ListNamespacesRequest>((_, _) => new(List()));
        router.Map<RegisterNamespaceRequest>(RegisterAsync);
    }

    private NamespaceRecord Find(DescribeNamespaceRequest request) => request.Id.Length == 0
        ? namespaces.Get(request.Namespace)
        : namespaces.FindById(request.Id) ?? throw Errors.NamespaceNotFound(request.Id);

    private ListNamespacesResponse List()
    {
        var response = new ListNamespacesResponse();
        response.Namespaces.AddRange(namespaces.All.Select(Describe));
        return response;
    }

    private async ValueTask<IMessage> RegisterAsync(RegisterNamespaceRequest request, CancellationToken cancellationToken)
    {
        if (request.Namespace.Length == 0 || request.Namespace.Length > limits.MaxIdLength)
        {
            throw Errors.Invalid(request.Namespace.Length == 0 ? "Namespace is not set on request." : "Namespace length exceeds limit.");
        }

        if (!Durations.IsSet(request.WorkflowExecutionRetentionPeriod))
        {
            throw Errors.Invalid("A valid retention period is not set on request.");
        }

        var info = new NamespaceInfo { Description = request.Description, OwnerEmail = request.OwnerEmail, Data = { request.Data } };
        var record = new NamespaceRecord(request.Namespace, Guid.NewGuid().ToString(), info, Durations.Of(request.WorkflowExecutionRetentionPeriod));
        return await namespaces.TryAddAsync(record).ConfigureAwait(false)
            ? new RegisterNamespaceResponse()
            : throw Errors.Refusal(StatusCode.AlreadyExists, $"Namespace \"{request.Namespace}\" already exists", new NamespaceAlreadyExistsFailure());
    }

    private DescribeNamespaceResponse Describe(NamespaceRecord record)
    {
        var info = record.Info.Clone();
        info.Name = record.Name;
        info.Id = record.Id;
        info.State = NamespaceState.Registered;
        info.Capabilities = new NamespaceInfo.Types.Capabilities { WorkerHeartbeats = true, EagerWorkflowStart = true, SyncUpdate = true, AsyncUpdate = true, ReportedProblemsSearchAttribute = true, StandaloneActivities = true, StandaloneActivityStartDelay = true, StandaloneActivityOperatorCommands = true };
        info.SupportsSchedules = true;
        info.Limits = new NamespaceInfo.Types.Limits { BlobSizeLimitError = limits.MaxPayloadBytes, MemoSizeLimitError = limits.MaxMemoBytes };
        return new DescribeNamespaceResponse
        {
            NamespaceInfo = info,
            Config = new NamespaceConfig
            {
                WorkflowExecutionRetentionTtl = Durations.From(record.Retention),
                BadBinaries = new BadBinaries(),
                HistoryArchivalState = ArchivalState.Disabled,
                VisibilityArchivalState = ArchivalState.Disabled,
                CustomSearchAttributeAliases = { attributes.Aliases(record.Name) },
            },
            ReplicationConfig = new NamespaceReplicationConfig { ActiveClusterName = "active", Clusters = { new ClusterReplicationConfig { ClusterName = "active" } } },
        };
    }
}
