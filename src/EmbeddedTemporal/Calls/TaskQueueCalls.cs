using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Workers;
using Google.Protobuf.WellKnownTypes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Calls;

/// <summary>Who polls, and what waits.</summary>
internal sealed class TaskQueueCalls(NamespaceRegistry namespaces, TaskQueues queues, WorkerRegistry workers, ServiceLimits limits)
{
    // What the real service says where nothing was set.
    private const string Unversioned = "__unversioned__";
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
            VersioningInfo = new TaskQueueVersioningInfo { CurrentVersion = Unversioned, UpdateTime = _noTime },
            EffectiveRateLimit = new DescribeTaskQueueResponse.Types.EffectiveRateLimit { RequestsPerSecond = SystemRate, RateLimitSource = RateLimitSource.System },
        };
        response.Pollers.AddRange(Pollers(queue));
        if (request.ReportStats)
        {
            response.Stats = Stats(queue);
        }

        return response;
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

    private static TaskQueueStats Stats(Matching.TaskQueue? queue) => new() { ApproximateBacklogCount = queue?.Backlog ?? 0, ApproximateBacklogAge = new Duration() };
}
