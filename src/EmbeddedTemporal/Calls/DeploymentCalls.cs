using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Worker deployments: described, and told which version gets the tasks.</summary>
internal sealed class DeploymentCalls(NamespaceRegistry namespaces, DeploymentRegistry registry, DeploymentRouting routing, DeploymentDescription description, TaskQueues queues)
{
    private const int DefaultPage = 100;

    public void Map(GrpcRouter router)
    {
        router.Map<DescribeWorkerDeploymentRequest>((request, _) => new(Describe(request)));
        router.Map<DescribeWorkerDeploymentVersionRequest>((request, _) => new(Describe(request)));
        router.Map<ListWorkerDeploymentsRequest>((request, _) => new(List(request)));
        router.Map<SetWorkerDeploymentCurrentVersionRequest>(SetCurrentAsync);
        router.Map<SetWorkerDeploymentRampingVersionRequest>(SetRampingAsync);
        router.Map<SetWorkerDeploymentManagerRequest>(SetManagerAsync);
        router.Map<UpdateWorkerDeploymentVersionMetadataRequest>(UpdateMetadataAsync);
        router.Map<DeleteWorkerDeploymentVersionRequest>(DeleteVersionAsync);
        router.Map<DeleteWorkerDeploymentRequest>(DeleteAsync);
    }

    private DescribeWorkerDeploymentResponse Describe(DescribeWorkerDeploymentRequest request)
    {
        namespaces.Check(request.Namespace);
        var state = registry.Get(request.Namespace, request.DeploymentName);
        return new DescribeWorkerDeploymentResponse { ConflictToken = DeploymentRouting.Token(state), WorkerDeploymentInfo = description.Describe(request.Namespace, state) };
    }

    private DescribeWorkerDeploymentVersionResponse Describe(DescribeWorkerDeploymentVersionRequest request)
    {
        namespaces.Check(request.Namespace);
        var (state, version) = Find(request.Namespace, Versions.Read(request.Version, request.DeploymentVersion));
        var response = new DescribeWorkerDeploymentVersionResponse { WorkerDeploymentVersionInfo = description.Describe(request.Namespace, state, version) };
        response.VersionTaskQueues.AddRange(version.TaskQueues.Select(q => new DescribeWorkerDeploymentVersionResponse.Types.VersionTaskQueue
        {
            Name = q.Name,
            Type = q.Type,
            Stats = request.ReportTaskQueueStats ? new TaskQueueStats { ApproximateBacklogCount = QueueOf(request.Namespace, state, version, q)?.Backlog ?? 0 } : null,
        }));
        return response;
    }

    private ListWorkerDeploymentsResponse List(ListWorkerDeploymentsRequest request)
    {
        namespaces.Check(request.Namespace);
        var size = request.PageSize > 0 ? request.PageSize : DefaultPage;
        // The token is the name of the last one shown.
        var rest = registry.List(request.Namespace).Where(d => string.CompareOrdinal(d.Name, request.NextPageToken.ToStringUtf8()) > 0).ToList();
        return new ListWorkerDeploymentsResponse
        {
            WorkerDeployments = { rest.Take(size).Select(d => description.Summary(request.Namespace, d)) },
            NextPageToken = rest.Count > size ? ByteString.CopyFromUtf8(rest[size - 1].Name) : ByteString.Empty,
        };
    }

    private async ValueTask<IMessage> SetCurrentAsync(SetWorkerDeploymentCurrentVersionRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var buildId = Versions.BuildId(request.DeploymentName, request.Version, request.BuildId);
        var (before, after) = await routing.SetCurrentAsync(request.Namespace, request.DeploymentName, buildId, new RoutingRequest(request.ConflictToken, request.Identity, request.AllowNoPollers)).ConfigureAwait(false);
        var previous = DeploymentDescription.Version(before, before.CurrentBuildId);
        return new SetWorkerDeploymentCurrentVersionResponse { ConflictToken = DeploymentRouting.Token(after), PreviousVersion = Versions.Text(previous), PreviousDeploymentVersion = previous };
    }

    private async ValueTask<IMessage> SetRampingAsync(SetWorkerDeploymentRampingVersionRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var buildId = Versions.BuildId(request.DeploymentName, request.Version, request.BuildId);
        var (before, after) = await routing.SetRampingAsync(
            request.Namespace, request.DeploymentName, buildId, request.Percentage, new RoutingRequest(request.ConflictToken, request.Identity, request.AllowNoPollers)).ConfigureAwait(false);
        var previous = DeploymentDescription.Version(before, before.RampingBuildId);
        return new SetWorkerDeploymentRampingVersionResponse
        {
            ConflictToken = DeploymentRouting.Token(after),
            PreviousVersion = previous is null ? "" : Versions.Text(previous),
            PreviousDeploymentVersion = previous,
            PreviousPercentage = before.RampPercentage,
        };
    }

    private async ValueTask<IMessage> SetManagerAsync(SetWorkerDeploymentManagerRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var previous = registry.Get(request.Namespace, request.DeploymentName).Manager;
        var after = await registry.ChangeAsync(request.Namespace, request.DeploymentName, isCreated: false, state =>
        {
            DeploymentRouting.Check(state, new RoutingRequest(request.ConflictToken, state.Manager, AllowsNoPollers: false));
            (state.Manager, state.LastModifier) = (request.Self ? request.Identity : request.ManagerIdentity, request.Identity);
            return true;
        }).ConfigureAwait(false);
        return new SetWorkerDeploymentManagerResponse { ConflictToken = DeploymentRouting.Token(after), PreviousManagerIdentity = previous };
    }

    private async ValueTask<IMessage> UpdateMetadataAsync(UpdateWorkerDeploymentVersionMetadataRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var name = Versions.Read(request.Version, request.DeploymentVersion);
        _ = Find(request.Namespace, name);
        var after = await registry.ChangeAsync(request.Namespace, name.DeploymentName, isCreated: false, state =>
        {
            var version = DeploymentRegistry.Find(state, name.BuildId)!;
            foreach (var (key, value) in request.UpsertEntries)
            {
                version.Metadata[key] = value;
            }

            foreach (var key in request.RemoveEntries)
            {
                _ = version.Metadata.Remove(key);
            }

            version.LastModifier = request.Identity;
            return true;
        }).ConfigureAwait(false);
        return new UpdateWorkerDeploymentVersionMetadataResponse { Metadata = new VersionMetadata { Entries = { DeploymentRegistry.Find(after, name.BuildId)!.Metadata } } };
    }

    private async ValueTask<IMessage> DeleteVersionAsync(DeleteWorkerDeploymentVersionRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var name = Versions.Read(request.Version, request.DeploymentVersion);
        var (state, version) = Find(request.Namespace, name);
        var problem = description.Status(request.Namespace, state, version) switch
        {
            WorkerDeploymentVersionStatus.Current or WorkerDeploymentVersionStatus.Ramping => "since it is current or ramping",
            WorkerDeploymentVersionStatus.Draining when !request.SkipDrainage => "since it is draining",
            _ when version.TaskQueues.Any(q => QueueOf(request.Namespace, state, version, q)?.IsServed == true) => "since it has active pollers",
            _ => null,
        };
        if (problem is not null)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, $"version '{Versions.Text(name)}' cannot be deleted {problem}");
        }

        await registry.ChangeAsync(request.Namespace, state.Name, isCreated: false, s =>
        {
            s.LastModifier = request.Identity;
            return s.Versions.Remove(DeploymentRegistry.Find(s, name.BuildId)!);
        }).ConfigureAwait(false);
        return new DeleteWorkerDeploymentVersionResponse();
    }

    private async ValueTask<IMessage> DeleteAsync(DeleteWorkerDeploymentRequest request, CancellationToken cancellationToken)
    {
        namespaces.Check(request.Namespace);
        var state = registry.Get(request.Namespace, request.DeploymentName);
        if (state.Versions.Count > 0)
        {
            throw Errors.Refusal(StatusCode.FailedPrecondition, $"Worker Deployment '{state.Name}' has versions, can't be deleted");
        }

        await registry.RemoveAsync(request.Namespace, state).ConfigureAwait(false);
        return new DeleteWorkerDeploymentResponse();
    }

    private (DeploymentState State, DeploymentVersionState Version) Find(string @namespace, WorkerDeploymentVersion version)
    {
        var state = registry.Get(@namespace, version.DeploymentName);
        return (state, DeploymentRegistry.Find(state, version.BuildId) ?? throw Errors.NotFound($"build ID '{version.BuildId}' not found in Worker Deployment '{state.Name}'"));
    }

    private Matching.TaskQueue? QueueOf(string @namespace, DeploymentState state, DeploymentVersionState version, VersionTaskQueue queue) =>
        queues.Find(@namespace, VersionedQueues.Name(queue.Name, DeploymentDescription.Version(state, version.BuildId)), queue.Type);
}
