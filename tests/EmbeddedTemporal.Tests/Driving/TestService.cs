using EmbeddedTemporal.Storage;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.Query.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Driving;

/// <summary>A service with its own port and folder, and a client and worker made of bare calls.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string Namespace = "default";

    private readonly string _folder = Directory.CreateTempSubdirectory("embedded-temporal-tests-").FullName;

    private readonly ILoggerFactory _log;

    private readonly Func<EmbeddedTemporalOptions, EmbeddedTemporalOptions> _adjust;

    private TestService(TimeProvider clock, ILoggerFactory log, Func<EmbeddedTemporalOptions, EmbeddedTemporalOptions> adjust) => (Clock, _log, _adjust) = (clock, log, adjust);

    public TimeProvider Clock { get; }

    public string DatabasePath => Path.Combine(_folder, "data", "temporal.db");

    public EmbeddedTemporalServer Server { get; private set; } = null!;

    public GrpcClient Client { get; private set; } = null!;

    public static async Task<TestService> StartAsync(TimeProvider? clock = null, ILoggerFactory? log = null)
    {
        var service = new TestService(clock ?? TimeProvider.System, log ?? NullLoggerFactory.Instance, options => options);
        await service.OpenAsync();
        return service;
    }

    /// <summary>A service with other options, also after a restart.</summary>
    public static async Task<TestService> StartAsync(Func<EmbeddedTemporalOptions, EmbeddedTemporalOptions> adjust, TimeProvider? clock = null)
    {
        var service = new TestService(clock ?? TimeProvider.System, NullLoggerFactory.Instance, adjust);
        await service.OpenAsync();
        return service;
    }

    /// <summary>Stops in good order and starts again from the database.</summary>
    /// <param name="isLostWorker">Which workers died with it; null: none.</param>
    /// <param name="whileDown">What happens meanwhile.</param>
    /// <param name="onRunDamaged">Called for damaged runs.</param>
    public async Task RestartAsync(Func<string, bool>? isLostWorker = null, Action? whileDown = null, Action<DamagedRun>? onRunDamaged = null)
    {
        await StopAsync();
        whileDown?.Invoke();
        await OpenAsync(isLostWorker, onRunDamaged);
    }

    /// <summary>Stops in good order.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    public Task<StartWorkflowExecutionResponse> StartWorkflowAsync(string workflowId, Action<StartWorkflowExecutionRequest>? adjust = null)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = workflowId,
            WorkflowType = new WorkflowType { Name = "Test" },
            TaskQueue = new TaskQueue { Name = "queue" },
            RequestId = Guid.NewGuid().ToString(),
            Identity = "test",
        };
        adjust?.Invoke(request);
        return Client.CallAsync<StartWorkflowExecutionResponse>(request);
    }

    public Task<PollWorkflowTaskQueueResponse> PollWorkflowTaskAsync(string queue = "queue") => Client.CallAsync<PollWorkflowTaskQueueResponse>(
        new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = new TaskQueue { Name = queue, Kind = TaskQueueKind.Normal }, Identity = "test" });

    public Task<PollActivityTaskQueueResponse> PollActivityTaskAsync(string queue = "queue") => Client.CallAsync<PollActivityTaskQueueResponse>(
        new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = new TaskQueue { Name = queue, Kind = TaskQueueKind.Normal }, Identity = "test" });

    public Task<RespondWorkflowTaskCompletedResponse> CompleteAsync(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        Client.CallAsync<RespondWorkflowTaskCompletedResponse>(new RespondWorkflowTaskCompletedRequest { Namespace = Namespace, TaskToken = task.TaskToken, Identity = "test", Commands = { commands } });

    public Task<IMessage> CompleteActivityAsync(PollActivityTaskQueueResponse task) =>
        Client.CallAsync(new RespondActivityTaskCompletedRequest { Namespace = Namespace, TaskToken = task.TaskToken, Identity = "test" });

    public Task<IMessage> SignalAsync(string workflowId, string name, string requestId = "") => Client.CallAsync(
        new SignalWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = new WorkflowExecution { WorkflowId = workflowId }, SignalName = name, RequestId = requestId, Identity = "test" });

    public Task<List<EventType>> HistoryAsync(string workflowId, string runId = "") => HistoryAsync(Client, workflowId, runId);

    public static async Task<List<EventType>> HistoryAsync(GrpcClient client, string workflowId, string runId = "") =>
        [.. (await EventsAsync(client, workflowId, runId)).Select(e => e.EventType)];

    public Task<List<HistoryEvent>> EventsAsync(string workflowId, string runId = "") => EventsAsync(Client, workflowId, runId);

    public Task<DescribeWorkflowExecutionResponse> DescribeAsync(string workflowId) => Client.CallAsync<DescribeWorkflowExecutionResponse>(
        new DescribeWorkflowExecutionRequest { Namespace = Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId } });

    public Task<IMessage> QueryAsync(string workflowId, WorkflowQuery? query, CancellationToken cancellationToken = default) => Client.CallAsync(
        new QueryWorkflowRequest { Namespace = Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId }, Query = query }, cancellationToken);

    private static async Task<List<HistoryEvent>> EventsAsync(GrpcClient client, string workflowId, string runId)
    {
        var response = await client.CallAsync<GetWorkflowExecutionHistoryResponse>(
            new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = new WorkflowExecution { WorkflowId = workflowId, RunId = runId } });
        return [.. response.History.Events];
    }

    /// <summary>The database's files as they lie on the disk at this moment.</summary>
    public CrashedFiles CopyFiles()
    {
        var copy = Directory.CreateTempSubdirectory("embedded-temporal-crash-").FullName;
        foreach (var file in (string[])["temporal.db-commits", "temporal.db-wal", "temporal.db"])
        {
            // In this order each holds at least what the one before it tells of, whatever is written between the copies.
            Files.CopyFile(Path.Combine(Path.GetDirectoryName(DatabasePath)!, file), Path.Combine(copy, file));
        }

        return new CrashedFiles(copy);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync(Func<string, bool>? isLostWorker = null, Action<DamagedRun>? onRunDamaged = null)
    {
        Server = await EmbeddedTemporalServer.StartAsync(_adjust(
            new EmbeddedTemporalOptions { DatabasePath = DatabasePath, Port = 0, TimeProvider = Clock, LoggerFactory = _log, IsLostWorker = isLostWorker ?? (_ => false), OnRunDamaged = onRunDamaged ?? (_ => { }) }));
        Client = new GrpcClient(Server.Address);
    }
}

/// <summary>A copy of a database's files; removed in the end.</summary>
internal sealed record CrashedFiles(string Folder) : IDisposable
{
    public string DatabasePath => Path.Combine(Folder, "temporal.db");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
