using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Settings;
using EmbeddedTemporal.Time;
using EmbeddedTemporal.Workers;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Describes task queues: their pollers and their backlog.</summary>
internal sealed class TaskQueueCalls(NamespaceRegistry namespaces, TaskQueues queues, WorkerRegistry workers, DeploymentRegistry deployments, ServiceLimits limits, ServiceClock clock)
{
    // The real service gives this answer if nothing was set.
    private const double PollerRate = 100_000;
    private const float SystemRate = 4_000;

    private static readonly Timestamp _noTime = Timestamp.FromDateTimeOffset(DateTimeOffset.MinValue);

    public void Map(GrpcRouter router)
    {
        router.Map<DescribeTaskQueueRequest>((request, _) => new(Describe(request)));
        router.Map<RecordWorkerHeartbeatRequest>((request, _) =>
        {
            namespaces.Check(request.Namespace);
            workers.Record(request.Namespace, request.WorkerHeartbeat);
            return new(new RecordWorkerHeartbeatResponse());
        });
        router.Map<ListWorkersRequest>((request, _) =>
        {
            namespaces.Check(request.Namespace);
            return new(workers.List(request));
        });
    }

    private DescribeTaskQueueResponse Describe(DescribeTaskQueueRequest request)
    {
        namespaces.Check(request.Namespace);
        TaskQueueNames.Check(request.TaskQueue, limits);
        if (request.ApiMode == DescribeTaskQueueMode.Enhanced)
        {
            return DescribeVersions(request);
        }

        var type = request.TaskQueueType == TaskQueueType.Unspecified ? TaskQueueType.Workflow : request.TaskQueueType;
        var queue = queues.Find(request.Namespace, request.TaskQueue.Name, type);
        var response = new DescribeTaskQueueResponse
        {
            VersioningInfo = Versioning(request),
            EffectiveRateLimit = new DescribeTaskQueueResponse.Types.EffectiveRateLimit { RequestsPerSecond = SystemRate, RateLimitSource = RateLimitSource.System },
        };
        response.Pollers.AddRange(Pollers(queue));
        foreach (var version in deployments.VersionsOf(request.Namespace, request.TaskQueue.Name))
        {
            var pollers = Pollers(queues.Find(request.Namespace, VersionedQueues.Name(request.TaskQueue.Name, version), type)).ToList();
            pollers.ForEach(p => p.DeploymentOptions = new WorkerDeploymentOptions { DeploymentName = version.DeploymentName, BuildId = version.BuildId, WorkerVersioningMode = WorkerVersioningMode.Versioned });
            response.Pollers.AddRange(pollers);
        }

        if (request.ReportStats)
        {
            response.Stats = Stats(queue);
            foreach (var (level, backlog) in queue?.BacklogByLevel() ?? [])
            {
                response.StatsByPriorityKey.Add(level, Stats(backlog));
            }
        }

        return response;
    }

    private TaskQueueVersioningInfo Versioning(DescribeTaskQueueRequest request)
    {
        if (deployments.OfQueue(request.Namespace, request.TaskQueue.Name) is not { } deployment)
        {
            return new TaskQueueVersioningInfo { CurrentVersion = Versions.Unversioned, UpdateTime = _noTime };
        }

        var (current, ramping) = (DeploymentDescription.Version(deployment, deployment.CurrentBuildId), DeploymentDescription.Version(deployment, deployment.RampingBuildId));
        return new TaskQueueVersioningInfo
        {
            CurrentDeploymentVersion = current,
            CurrentVersion = Versions.Text(current),
            RampingDeploymentVersion = ramping,
            RampingVersion = ramping is null ? "" : Versions.Text(ramping),
            RampingVersionPercentage = deployment.RampPercentage,
            UpdateTime = deployment.RoutingChangedTime,
        };
    }

    private DescribeTaskQueueResponse DescribeVersions(DescribeTaskQueueRequest request)
    {
        var version = new TaskQueueVersionInfo();
        var types = request.TaskQueueTypes.Count > 0 ? request.TaskQueueTypes.ToArray() : [TaskQueueType.Workflow, TaskQueueType.Activity];
        foreach (var type in types)
        {
            var queue = queues.Find(request.Namespace, request.TaskQueue.Name, type);
            var info = new TaskQueueTypeInfo();
            if (request.ReportPollers)
            {
                info.Pollers.AddRange(Pollers(queue));
            }

            if (request.ReportStats)
            {
                info.Stats = Stats(queue);
            }

            version.TypesInfo.Add((int)type, info);
        }

        return new DescribeTaskQueueResponse { VersionsInfo = { [""] = version } };
    }

    private static IEnumerable<PollerInfo> Pollers(Matching.TaskQueue? queue) => queue?.Pollers().Select(p => new PollerInfo
    {
        LastAccessTime = Timestamp.FromDateTimeOffset(p.LastAccess),
        Identity = p.Identity,
        RatePerSecond = PollerRate,
        WorkerVersionCapabilities = p.BuildId.Length > 0 ? new WorkerVersionCapabilities { BuildId = p.BuildId } : null,
    }) ?? [];

    private TaskQueueStats Stats(Matching.TaskQueue? queue) =>
        Stats(queue?.BacklogByLevel().Values.Aggregate(BacklogStatistics.Empty, (sum, level) => sum.With(level)) ?? BacklogStatistics.Empty);

    private TaskQueueStats Stats(BacklogStatistics backlog) => new()
    {
        ApproximateBacklogCount = backlog.Count,
        ApproximateBacklogAge = Duration.FromTimeSpan(backlog.Oldest is { } oldest && oldest < clock.Present ? clock.Present - oldest : TimeSpan.Zero),
    };
}
