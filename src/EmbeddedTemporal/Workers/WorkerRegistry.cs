using System.Collections.Concurrent;
using EmbeddedTemporal.Time;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Worker.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Workers;

/// <summary>The workers that send heartbeats of themselves; in memory, as long as they do.</summary>
internal sealed class WorkerRegistry(ServiceClock clock)
{
    // Workers send one a minute.
    private static readonly TimeSpan _memory = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string Namespace, string Key), (WorkerHeartbeat Heartbeat, DateTimeOffset Seen)> _workers = new();

    public void Record(string @namespace, IEnumerable<WorkerHeartbeat> heartbeats)
    {
        var now = clock.Steady;
        foreach (var heartbeat in heartbeats)
        {
            _workers[(@namespace, heartbeat.WorkerInstanceKey)] = (heartbeat, now);
        }

        foreach (var (key, worker) in _workers.Where(w => now - w.Value.Seen > _memory))
        {
            _ = _workers.TryRemove(KeyValuePair.Create(key, worker));
        }
    }

    public void ShutDown(string @namespace, string key, WorkerHeartbeat? last)
    {
        if (_workers.TryGetValue((@namespace, key), out var known))
        {
            var heartbeat = (last ?? known.Heartbeat).Clone();
            heartbeat.Status = WorkerStatus.Shutdown;
            _workers[(@namespace, key)] = (heartbeat, clock.Steady);
        }
    }

    public ListWorkersResponse List(ListWorkersRequest request)
    {
        var filter = WorkerFilter.Parse(request.Query);
        var response = new ListWorkersResponse();
        foreach (var (heartbeat, _) in _workers.Where(w => w.Key.Namespace == request.Namespace && filter.Matches(w.Value.Heartbeat)).Select(w => w.Value))
        {
            response.Workers.Add(Describe(heartbeat));
            // The older form, which tools still read.
            response.WorkersInfo.Add(new WorkerInfo { WorkerHeartbeat = heartbeat });
        }

        return response;
    }

    private static WorkerListInfo Describe(WorkerHeartbeat heartbeat) => new()
    {
        WorkerInstanceKey = heartbeat.WorkerInstanceKey,
        WorkerIdentity = heartbeat.WorkerIdentity,
        TaskQueue = heartbeat.TaskQueue,
        DeploymentVersion = heartbeat.DeploymentVersion,
        SdkName = heartbeat.SdkName,
        SdkVersion = heartbeat.SdkVersion,
        Status = heartbeat.Status,
        StartTime = heartbeat.StartTime,
        HostName = heartbeat.HostInfo?.HostName ?? "",
        WorkerGroupingKey = heartbeat.HostInfo?.WorkerGroupingKey ?? "",
        ProcessId = heartbeat.HostInfo?.ProcessId ?? "",
        Plugins = { heartbeat.Plugins },
    };
}
