using EmbeddedTemporal.Attributes;
using EmbeddedTemporal.Batches;
using EmbeddedTemporal.Calls;
using EmbeddedTemporal.Deployments;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Schedules;
using EmbeddedTemporal.StandaloneActivities;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using EmbeddedTemporal.Visibility;
using EmbeddedTemporal.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal;

/// <summary>The service without its network side: what is stored, what runs, and which call does what.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly ServiceStores _stores;
    private readonly AttributeRegistry _attributes;
    private readonly ExternalDelivery _delivery;
    private readonly Retention _retention;
    private readonly Deadlines _deadlines;
    private readonly BatchRegistry _batches;
    private readonly DeploymentRegistry _deployments;

    private Service(ServiceStores stores, GrpcRouter router, ServiceParts parts, int openRuns)
    {
        (_stores, _attributes, _deadlines, _delivery) = (stores, parts.Attributes, parts.Deadlines, parts.Delivery);
        (_retention, _batches, _deployments) = (parts.Retention, parts.Batches, parts.Deployments);
        (Router, Queues, OpenRuns) = (router, parts.Queues, openRuns);
    }

    public GrpcRouter Router { get; }

    public TaskQueues Queues { get; }

    /// <summary>Workflows that were open at start.</summary>
    public int OpenRuns { get; }

    public Task<Exception> Failure => _stores.Log.Failure;

    /// <summary>Ends when all changes made so far are on disk.</summary>
    public Task SettleAsync() => _stores.Log.Run(static _ => { });

    /// <summary>The damaged runs found since the start.</summary>
    public IReadOnlyList<DamagedRun> DamagedRuns => _stores.Quarantine.Runs;

    /// <summary>Tries to write something.</summary>
    /// <returns>Whether that is possible now.</returns>
    public async Task<bool> CanWriteAsync()
    {
        try
        {
            await _stores.Log.Run(static connection => connection.Execute("INSERT INTO facts (name, value, sum) VALUES ('probe', '', 0) ON CONFLICT (name) DO UPDATE SET sum = sum + 1")).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is DatabaseException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc cref="DatabaseBackup.Create"/>
    public Task BackupAsync(string path) => Task.Run(() => DatabaseBackup.Create(_stores.Database, path));

    /// <summary>Writes among the commits.</summary>
    public Task WriteAsync(Action<SqliteConnection> write) => _stores.Log.Run(write);

    public static async Task<Service> OpenAsync(EmbeddedTemporalOptions options, ILogger logger)
    {
        var stores = ServiceStores.Open(options, logger);
        try
        {
            return await OpenAsync(options, logger, stores).ConfigureAwait(false);
        }
        catch
        {
            stores.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _batches.DisposeAsync().ConfigureAwait(false);
        await _retention.DisposeAsync().ConfigureAwait(false);
        _deadlines.Dispose();
        await _delivery.DisposeAsync().ConfigureAwait(false);
        _stores.Dispose();
        _attributes.Dispose();
        _deployments.Dispose();
    }

    private static async Task<Service> OpenAsync(EmbeddedTemporalOptions options, ILogger logger, ServiceStores stores)
    {
        var (log, reader, visibility) = (stores.Log, stores.Reader, stores.Visibility);
        var clock = new ServiceClock(options.TimeProvider);
        var deadlines = new Deadlines(clock);
        var queues = new TaskQueues(clock);
        var namespaces = await NamespaceRegistry.OpenAsync(reader, log, options.Namespaces).ConfigureAwait(false);
        var attributes = AttributeRegistry.Open(reader, log);
        foreach (var name in namespaces.All.Select(n => n.Name))
        {
            await attributes.AddAsync(name, options.SearchAttributes).ConfigureAwait(false);
        }

        var deployments = new DeploymentRegistry(new DeploymentStore(log), options.TimeProvider);
        deployments.Load(reader.Read(DeploymentStore.Read));
        deployments.Rerouted = (@namespace, names) => Reroute(queues, deployments, @namespace, names);
        var routing = new DeploymentRouting(deployments);
        var environment = new RunEnvironment(clock, log, reader, queues, namespaces, deadlines, logger) { Attributes = attributes, Routing = routing, Quarantine = stores.Quarantine, Limits = options.Limits, IsLostWorker = options.IsLostWorker };
        var runs = new RunRegistry(environment);
        var schedules = new ScheduleRegistry(environment, runs);
        var activities = new ActivityRegistry(environment);
        var delivery = new ExternalDelivery(environment, runs);
        var openRuns = runs.Resume();
        schedules.Resume();
        activities.Resume();
        var (deletion, reset) = (new RunDeletion(runs, log), new WorkflowReset(runs, clock));
        var batchStore = new BatchStore(log);
        var batchWorker = new BatchWorker(batchStore, new BatchOperation(runs, deletion, reset), visibility, attributes, options.TimeProvider, options.BatchPageSize, logger);
        var batches = new BatchRegistry(reader, batchStore, batchWorker, options.TimeProvider, options.Retention);
        batches.Resume();
        var workers = new WorkerRegistry(clock);
        var description = new DeploymentDescription((@namespace, version) => visibility.Count(@namespace, PinnedTo(version, name => attributes.Find(@namespace, name))) > 0);

        var router = new GrpcRouter()
            .Add(Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0])
            .Add(Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0])
            .Add(Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services[0]);
        new SystemCalls(await ClusterIdentity.GetAsync(reader, log).ConfigureAwait(false)).Map(router);
        new NamespaceCalls(namespaces, attributes, options.Limits).Map(router);
        new WorkflowCalls(namespaces, runs, deletion, new WorkflowStarter(runs, clock, attributes), reset).Map(router);
        new BatchCalls(namespaces, batches, options.Limits).Map(router);
        new HistoryCalls(namespaces, runs).Map(router);
        new ScheduleCalls(namespaces, schedules, new ScheduleChecks(attributes, options.Limits), new ScheduleSearch(reader, attributes)).Map(router);
        new VisibilityCalls(namespaces, attributes, visibility).Map(router);
        new SearchAttributeCalls(namespaces, attributes).Map(router);
        new TaskQueueCalls(namespaces, queues, workers, deployments, options.Limits, clock).Map(router);
        new WorkflowTaskCalls(namespaces, runs, queues, workers, deployments).Map(router);
        new ActivityTaskCalls(namespaces, runs, activities, queues, deployments).Map(router);
        new ActivityControlCalls(namespaces, runs, activities).Map(router);
        new StandaloneActivityCalls(namespaces, activities, new ActivitySearch(reader, stores.Quarantine, attributes), attributes, options.Limits).Map(router);
        new DeploymentCalls(namespaces, deployments, routing, description, queues).Map(router);
        if (clock.Skipping is { } skipping)
        {
            new TimeSkippingCalls(skipping).Map(router);
        }

        stores.Database.UnlinkTemporary();
        var retention = new Retention([(limit, count) => RunRemoval.RemoveClosedAsync(log, limit, count), (limit, count) => ActivityRemoval.RemoveClosedAsync(log, limit, count)], clock, options.Retention, logger);
        return new Service(stores, router, new ServiceParts(attributes, deadlines, delivery, retention, batches, deployments, queues), openRuns);
    }

    /// <summary>Open runs that stay on a version.</summary>
    private static ListQuery PinnedTo(WorkerDeploymentVersion version, Func<string, AttributeDefinition?> attributes) => ListQueryParser.Parse(
        $"TemporalWorkerDeploymentVersion = {ListQueryLexer.Quote(Versions.Text(version))} AND TemporalWorkflowVersioningBehavior = 'Pinned' AND ExecutionStatus = 'Running'", attributes);

    /// <summary>Moves what waits in queues to the workers that get it now.</summary>
    private static void Reroute(TaskQueues queues, DeploymentRegistry deployments, string @namespace, IReadOnlyCollection<string> names)
    {
        foreach (var name in names)
        {
            foreach (var version in deployments.VersionsOf(@namespace, name).Append(null))
            {
                foreach (var type in (TaskQueueType[])[TaskQueueType.Workflow, TaskQueueType.Activity])
                {
                    if (queues.Find(@namespace, VersionedQueues.Name(name, version), type) is { } queue)
                    {
                        queue.Redistribute();
                    }
                }
            }
        }
    }

    /// <summary>What the service uses after its start, and disposes of.</summary>
    private sealed record ServiceParts(
        AttributeRegistry Attributes, Deadlines Deadlines, ExternalDelivery Delivery, Retention Retention, BatchRegistry Batches, DeploymentRegistry Deployments, TaskQueues Queues);
}
