using EmbeddedTemporal.Calls;
using EmbeddedTemporal.Grpc;
using EmbeddedTemporal.Matching;
using EmbeddedTemporal.Namespaces;
using EmbeddedTemporal.Runs;
using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Time;
using EmbeddedTemporal.Visibility;
using EmbeddedTemporal.Workers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace EmbeddedTemporal;

/// <summary>The service without its network side: what is stored, what runs, and which call does what.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Database _database;
    private readonly CommitLog _log;
    private readonly RunReader _reader;
    private readonly VisibilityStore _visibility;
    private readonly ExternalDelivery _delivery;
    private readonly Retention _retention;
    private readonly Deadlines _deadlines;

    private Service(Database database, CommitLog log, RunReader reader, VisibilityStore visibility, Deadlines deadlines, ExternalDelivery delivery, Retention retention, TaskQueues queues, int openRuns)
    {
        _database = database;
        _log = log;
        _reader = reader;
        _visibility = visibility;
        _deadlines = deadlines;
        _delivery = delivery;
        _retention = retention;
        Queues = queues;
        OpenRuns = openRuns;
    }

    public GrpcRouter Router { get; } = new GrpcRouter()
        .Add(Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0])
        .Add(Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0])
        .Add(Temporalio.Api.TestService.V1.ServiceReflection.Descriptor.Services[0]);

    public TaskQueues Queues { get; }

    /// <summary>Workflows that were open at start.</summary>
    public int OpenRuns { get; }

    public Task<Exception> Failure => _log.Failure;

    /// <summary>Ends when all changes made so far are on disk.</summary>
    public Task SettleAsync() => _log.Run(static _ => { });

    /// <summary>Writes among the commits.</summary>
    public Task WriteAsync(Action<SqliteConnection> write) => _log.Run(write);

    public static async Task<Service> OpenAsync(EmbeddedTemporalOptions options, ILogger logger)
    {
        var database = Database.Open(options.DatabasePath);
        var log = new CommitLog(database, logger);
        var reader = new RunReader(database);
        var visibility = new VisibilityStore(database);
        var clock = new ServiceClock(options.TimeProvider);
        var deadlines = new Deadlines(clock);
        var queues = new TaskQueues(clock);
        var namespaces = await NamespaceRegistry.OpenAsync(reader, log, options.Namespaces).ConfigureAwait(false);
        var environment = new RunEnvironment(clock, log, reader, queues, namespaces, deadlines, logger) { IsLostWorker = options.IsLostWorker };
        var runs = new RunRegistry(environment);
        var delivery = new ExternalDelivery(environment, runs);
        var service = new Service(database, log, reader, visibility, deadlines, delivery, new Retention(log, clock, options.Retention, logger), queues, runs.Resume());
        new SystemCalls(await ClusterIdentity.GetAsync(reader, log).ConfigureAwait(false)).Map(service.Router);
        new NamespaceCalls(namespaces).Map(service.Router);
        new WorkflowCalls(namespaces, runs, log, new WorkflowStarter(runs, clock), new WorkflowReset(runs, clock)).Map(service.Router);
        new HistoryCalls(namespaces, runs).Map(service.Router);
        var workers = new WorkerRegistry(clock);
        new VisibilityCalls(namespaces, visibility).Map(service.Router);
        new TaskQueueCalls(namespaces, queues, workers).Map(service.Router);
        new WorkflowTaskCalls(namespaces, runs, queues, workers).Map(service.Router);
        if (clock.Skipping is { } skipping)
        {
            new TimeSkippingCalls(skipping).Map(service.Router);
        }

        new ActivityTaskCalls(namespaces, runs, queues).Map(service.Router);
        database.UnlinkTemporary();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync().ConfigureAwait(false);
        _deadlines.Dispose();
        await _delivery.DisposeAsync().ConfigureAwait(false);
        _log.Dispose();
        _reader.Dispose();
        _visibility.Dispose();
        _database.Dispose();
    }
}
