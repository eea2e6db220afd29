using System.Collections.Concurrent;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Storage;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Deployments;

/// <summary>The worker deployments there are, with their versions: they become known by the polls of their workers, and are kept.</summary>
internal sealed class DeploymentRegistry(DeploymentStore store, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), DeploymentState> _deployments = new();
    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>The deployments of each task queue; what asks for a queue's version is asked often.</summary>
    private readonly ConcurrentDictionary<(string Namespace, string Queue), string[]> _ofQueue = new();

    /// <summary>Called with the namespace and the names of task queues whose tasks go to other workers from now on.</summary>
    public Action<string, IReadOnlyCollection<string>> Rerouted { get; set; } = static (_, _) => { };

    public bool IsEmpty => _deployments.IsEmpty;

    /// <summary>Takes what is stored.</summary>
    public void Load(IEnumerable<(string Namespace, DeploymentState State)> stored)
    {
        foreach (var (@namespace, state) in stored)
        {
            Set(@namespace, state);
        }
    }

    /// <summary>Notes a poll of a worker that names its version.</summary>
    /// <returns>The version whose tasks it is given; null for a worker without one.</returns>
    public async ValueTask<WorkerDeploymentVersion?> NoteAsync(string @namespace, string queue, TaskQueueType type, WorkerDeploymentOptions? options)
    {
        if (options is not { WorkerVersioningMode: WorkerVersioningMode.Versioned, DeploymentName.Length: > 0, BuildId.Length: > 0 })
        {
            return null;
        }

        var version = new WorkerDeploymentVersion { DeploymentName = options.DeploymentName, BuildId = options.BuildId };
        if (Find(@namespace, version.DeploymentName) is not { } known || Find(known, version.BuildId)?.TaskQueues.Any(q => q.Name == queue && q.Type == type) != true)
        {
            await ChangeAsync(@namespace, version.DeploymentName, isCreated: true, state => AddQueue(state, version.BuildId, queue, type)).ConfigureAwait(false);
        }

        return version;
    }

    public DeploymentState? Find(string @namespace, string name) => _deployments.GetValueOrDefault((@namespace, name));

    /// <exception cref="RpcException">There is none of that name.</exception>
    public DeploymentState Get(string @namespace, string name) => name.Length == 0 ? throw Errors.Invalid("deployment name cannot be empty")
        : Find(@namespace, name) ?? throw Errors.NotFound($"no Worker Deployment found with name '{name}'; does your Worker Deployment have pollers?");

    public static DeploymentVersionState? Find(DeploymentState state, string buildId) => state.Versions.FirstOrDefault(v => v.BuildId == buildId);

    public IEnumerable<DeploymentState> List(string @namespace) => _deployments.Where(d => d.Key.Namespace == @namespace).Select(d => d.Value).OrderBy(d => d.Name, StringComparer.Ordinal);

    /// <summary>The deployment whose workers get the tasks of a queue: of several, the one whose routing was changed last. Null if workers without a version get them.</summary>
    public DeploymentState? OfQueue(string @namespace, string queue) => IsEmpty || !_ofQueue.TryGetValue((@namespace, queue), out var names) ? null
        : names.Select(name => Find(@namespace, name)).Where(d => d is { CurrentBuildId.Length: > 0 } or { RampingBuildId.Length: > 0 }).MaxBy(d => d!.RoutingChangedTime?.ToDateTimeOffset());

    /// <summary>All versions that ever polled a queue.</summary>
    public IEnumerable<WorkerDeploymentVersion> VersionsOf(string @namespace, string queue) => IsEmpty || !_ofQueue.TryGetValue((@namespace, queue), out var names) ? []
        : names.Select(name => Find(@namespace, name)).OfType<DeploymentState>()
            .SelectMany(d => d.Versions.Select(v => new WorkerDeploymentVersion { DeploymentName = d.Name, BuildId = v.BuildId }));

    /// <summary>Changes a deployment, and stores it. A change that throws leaves no trace.</summary>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isCreated">Whether it is created if there is none.</param>
    /// <param name="change">Changes its state; false if there is nothing to change.</param>
    /// <param name="reroutes">Whether tasks may go to other workers from then on.</param>
    public async Task<DeploymentState> ChangeAsync(string @namespace, string name, bool isCreated, Func<DeploymentState, bool> change, bool reroutes = false)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var before = isCreated ? Find(@namespace, name) : Get(@namespace, name);
            var state = before?.Clone() ?? new DeploymentState { Name = name, CreateTime = Now() };
            if (!change(state))
            {
                return state;
            }

            state.Revision++;
            await store.WriteAsync(@namespace, state).ConfigureAwait(false);
            Set(@namespace, state);
            if (reroutes)
            {
                Rerouted(@namespace, [.. state.Versions.SelectMany(v => v.TaskQueues).Select(q => q.Name).Distinct()]);
            }

            return state;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Forgets a deployment.</summary>
    public async Task RemoveAsync(string @namespace, DeploymentState state)
    {
        await store.RemoveAsync(@namespace, state.Name).ConfigureAwait(false);
        _ = _deployments.TryRemove((@namespace, state.Name), out _);
    }

    public Timestamp Now() => Timestamp.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The version of that build, which is added if there is none.</summary>
    public DeploymentVersionState GetOrAdd(DeploymentState state, string buildId)
    {
        if (Find(state, buildId) is not { } version)
        {
            version = new DeploymentVersionState { BuildId = buildId, CreateTime = Now() };
            state.Versions.Add(version);
        }

        return version;
    }

    public void Dispose() => _changing.Dispose();

    private bool AddQueue(DeploymentState state, string buildId, string queue, TaskQueueType type)
    {
        var version = GetOrAdd(state, buildId);
        if (version.TaskQueues.Any(q => q.Name == queue && q.Type == type))
        {
            return false;
        }

        version.TaskQueues.Add(new VersionTaskQueue { Name = queue, Type = type });
        return true;
    }

    private void Set(string @namespace, DeploymentState state)
    {
        _deployments[(@namespace, state.Name)] = state;
        foreach (var queue in state.Versions.SelectMany(v => v.TaskQueues).Select(q => q.Name).Distinct())
        {
            _ = _ofQueue.AddOrUpdate((@namespace, queue), _ => [state.Name], (_, names) => names.Contains(state.Name) ? names : [.. names, state.Name]);
        }
    }
}
