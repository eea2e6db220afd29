using EmbeddedTemporal.Storage;
using EmbeddedTemporal.Tests.Driving;
using EmbeddedTemporal.Time;
using Google.Protobuf;
using Grpc.Core;
using Temporalio.Api.Common.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace EmbeddedTemporal.Tests.Damages;

/// <summary>Everything that clients can learn of what a service stores.</summary>
internal sealed class Contents
{
    // Owns what concerns all runs together: it changes if one of them is damaged.
    private const string Everybody = "everybody";

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Owner, string What), object> _facts = [];
    private readonly EmbeddedTemporalServer _server;
    private readonly GrpcClient _client;

    private Contents(EmbeddedTemporalServer server, GrpcClient client) => (_server, _client) = (server, client);

    /// <summary>The runs that were listed.</summary>
    public List<WorkflowExecution> Runs { get; } = [];

    /// <summary>Starts a service that has these files, asks it for everything, and lets two days pass in it.</summary>
    /// <param name="database">The database.</param>
    /// <param name="acknowledged">What must be there; null: what is listed.</param>
    /// <returns>What was read, and what was set aside.</returns>
    /// <exception cref="DatabaseException">The service refuses the files.</exception>
    public static async Task<(Contents Contents, IReadOnlyList<DamagedRun> Damaged)> ReadAsync(string database, Contents? acknowledged = null)
    {
        var clock = new TimeSkippingClock(new AdjustableClock());
        await using var server = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { DatabasePath = database, Port = 0, TimeProvider = clock });
        using var client = new GrpcClient(server.Address);
        var contents = new Contents(server, client);
        await contents.ReadListsAsync();
        foreach (var run in acknowledged?.Runs ?? contents.Runs)
        {
            await contents.ReadRunAsync(run);
        }

        clock.Advance(TimeSpan.FromDays(2));
        await server.Service.SettleAsync();
        foreach (var run in acknowledged?.Runs ?? contents.Runs)
        {
            await contents.AskAsync<GetWorkflowExecutionHistoryResponse>(run.WorkflowId, $"the events of {run.RunId} two days later", History(run), r => string.Join(' ', r.History.Events.Select(e => e.EventType)));
        }

        return (contents, server.DamagedRuns);
    }

    /// <summary>What is not as it was acknowledged, and has not been set aside.</summary>
    public IEnumerable<string> Losses(Contents acknowledged, IReadOnlyList<DamagedRun> damaged)
    {
        var owners = damaged.Select(d => d.WorkflowId).Append(damaged.Count > 0 ? Everybody : "").ToHashSet();
        return acknowledged._facts.Keys.Union(_facts.Keys).Where(key => !owners.Contains(key.Owner)).Select(key => (Key: key, Was: acknowledged._facts.GetValueOrDefault(key), Is: _facts.GetValueOrDefault(key)))
            .Where(fact => !Equals(fact.Was, fact.Is)).Select(fact => $"{fact.Key}: was {fact.Was ?? "nothing"}, is {fact.Is ?? "nothing"}");
    }

    private async Task ReadListsAsync()
    {
        await AskAsync<ListNamespacesResponse>("the service", "namespaces", new ListNamespacesRequest());
        await AskAsync<GetClusterInfoResponse>("the service", "cluster", new GetClusterInfoRequest());
        await AskAsync<ListSearchAttributesResponse>("the service", "search attributes", new ListSearchAttributesRequest { Namespace = TestService.Namespace });
        await AskAsync<ListBatchOperationsResponse>("the service", "batches", new ListBatchOperationsRequest { Namespace = TestService.Namespace });
        await AskAsync<ListWorkerDeploymentsResponse>("the service", "deployments", new ListWorkerDeploymentsRequest { Namespace = TestService.Namespace });
        await ReadListAsync("", all: true);
        await ReadListAsync("ExecutionStatus = 'Running'");
        await ReadListAsync("ExecutionStatus = 'Completed'");
        await ReadListAsync("beforeColour = 'red' OR afterColour = 'red'");
        foreach (var prefix in (string[])["before", "after"])
        {
            await AskAsync<DescribeScheduleResponse>($"{prefix}-schedule", "its description", new DescribeScheduleRequest { Namespace = TestService.Namespace, ScheduleId = $"{prefix}-schedule" });
            await AskAsync<DescribeBatchOperationResponse>("the service", $"{prefix}-job", new DescribeBatchOperationRequest { Namespace = TestService.Namespace, JobId = $"{prefix}-job" });
            await AskAsync<DescribeWorkerDeploymentResponse>("the service", $"{prefix}-deployment", new DescribeWorkerDeploymentRequest { Namespace = TestService.Namespace, DeploymentName = $"{prefix}-deployment" });
        }

        await AskAsync<ListSchedulesResponse>(Everybody, "schedules", new ListSchedulesRequest { Namespace = TestService.Namespace });
    }

    private async Task ReadListAsync(string query, bool all = false)
    {
        await AskAsync<ListWorkflowExecutionsResponse>(Everybody, $"length of list '{query}'", new ListWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query }, list =>
        {
            foreach (var run in list.Executions)
            {
                _facts.Add((run.Execution.WorkflowId, $"{run.Execution.RunId} in list '{query}'"), run);
            }

            Runs.AddRange(all ? list.Executions.Select(run => run.Execution) : []);
            return list.Executions.Count;
        });
        await AskAsync<CountWorkflowExecutionsResponse>(Everybody, $"count of '{query}'", new CountWorkflowExecutionsRequest { Namespace = TestService.Namespace, Query = query });
    }

    private async Task ReadRunAsync(WorkflowExecution run)
    {
        if (run.WorkflowId.EndsWith("-signalled", StringComparison.Ordinal))
        {
            for (var i = 0; i < AcknowledgedWork.Signals; i++)
            {
                await AskAsync<SignalWorkflowExecutionResponse>(run.WorkflowId, $"signal {i} again", AcknowledgedWork.Signal(run.WorkflowId, i));
            }
        }

        await AskAsync<GetWorkflowExecutionHistoryResponse>(run.WorkflowId, $"the history of {run.RunId}", History(run));
        await AskAsync<DescribeWorkflowExecutionResponse>(run.WorkflowId, $"the description of {run.RunId}", new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = run });
        await AskAsync<DescribeWorkflowExecutionResponse>(run.WorkflowId, "the latest run", new DescribeWorkflowExecutionRequest { Namespace = TestService.Namespace, Execution = new WorkflowExecution { WorkflowId = run.WorkflowId } });
        var queue = new DescribeTaskQueueRequest { Namespace = TestService.Namespace, TaskQueue = new TaskQueue { Name = run.WorkflowId }, ReportStats = true };
        await AskAsync<DescribeTaskQueueResponse>(run.WorkflowId, "tasks in its queue", queue, response => response.Stats.ApproximateBacklogCount);
    }

    private static GetWorkflowExecutionHistoryRequest History(WorkflowExecution run) => new() { Namespace = TestService.Namespace, Execution = run };

    private async Task AskAsync<TResponse>(string owner, string what, IMessage question, Func<TResponse, object>? read = null)
        where TResponse : class, IMessage
    {
        using var patience = new CancellationTokenSource(_patience);
        try
        {
            var answer = await _client.CallAsync<TResponse>(question, patience.Token);
            _facts[(owner, what)] = read is null ? answer : read(answer);
        }
        catch (RpcException e)
        {
            _facts[(owner, what)] = $"{e.StatusCode}: {e.Status.Detail}";
        }
    }
}
