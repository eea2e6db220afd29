using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Starting;
using Temporalio.Common;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>Starts workflows and talks to them.</summary>
public class TemporalClient : ITemporalClient
{
    /// <summary>A client on a connection.</summary>
    public TemporalClient(ITemporalConnection connection, TemporalClientOptions options) => (Connection, Options) = (connection, options);

    /// <inheritdoc />
    public TemporalClientOptions Options { get; }

    /// <inheritdoc />
    public ITemporalConnection Connection { get; }

    /// <inheritdoc />
    public WorkflowService WorkflowService => Connection.WorkflowService;

    /// <summary>Called as a result is waited for, disposed when it is there: a test's clock may skip meanwhile.</summary>
    internal Func<IDisposable>? WaitingForResult { get; set; }

    /// <summary>Connects.</summary>
    public static async Task<TemporalClient> ConnectAsync(TemporalClientConnectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(await TemporalConnection.ConnectAsync(options).ConfigureAwait(false), options.ToClientOptions());
    }

    /// <summary>A client that connects when it is first used.</summary>
    public static TemporalClient CreateLazy(TemporalClientConnectOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(TemporalConnection.CreateLazy(options), options.ToClientOptions());
    }

    /// <inheritdoc />
    public async Task<WorkflowHandle<TWorkflow, TResult>> StartWorkflowAsync<TWorkflow, TResult>(
        Expression<Func<TWorkflow, Task<TResult>>> workflowRunCall, WorkflowOptions options)
    {
        var (method, args) = CallExpression.Extract(workflowRunCall);
        var runId = await WorkflowStart.RunAsync(this, WorkflowDefinition.NameFromRunMethod(method), args, options).ConfigureAwait(false);
        return new(this, options.Id!, ResultRunId: runId, FirstExecutionRunId: runId);
    }

    /// <inheritdoc />
    public async Task<WorkflowHandle<TWorkflow>> StartWorkflowAsync<TWorkflow>(
        Expression<Func<TWorkflow, Task>> workflowRunCall, WorkflowOptions options)
    {
        var (method, args) = CallExpression.Extract(workflowRunCall);
        var runId = await WorkflowStart.RunAsync(this, WorkflowDefinition.NameFromRunMethod(method), args, options).ConfigureAwait(false);
        return new(this, options.Id!, ResultRunId: runId, FirstExecutionRunId: runId);
    }

    /// <inheritdoc />
    public async Task<WorkflowHandle> StartWorkflowAsync(string workflow, IReadOnlyCollection<object?> args, WorkflowOptions options)
    {
        var runId = await WorkflowStart.RunAsync(this, workflow, args, options).ConfigureAwait(false);
        return new(this, options.Id!, ResultRunId: runId, FirstExecutionRunId: runId);
    }

    /// <inheritdoc />
    public WorkflowHandle GetWorkflowHandle(string id, string? runId = null, string? firstExecutionRunId = null) =>
        new(this, id, runId, runId, firstExecutionRunId);

    /// <inheritdoc />
    public WorkflowHandle<TWorkflow> GetWorkflowHandle<TWorkflow>(string id, string? runId = null, string? firstExecutionRunId = null) =>
        new(this, id, runId, runId, firstExecutionRunId);

    /// <inheritdoc />
    public WorkflowHandle<TWorkflow, TResult> GetWorkflowHandle<TWorkflow, TResult>(string id, string? runId = null, string? firstExecutionRunId = null) =>
        new(this, id, runId, runId, firstExecutionRunId);

    /// <inheritdoc />
    public IAsyncEnumerable<WorkflowExecution> ListWorkflowsAsync(string query, WorkflowListOptions? options = null) => ListAsync(query, options);

    /// <inheritdoc />
    public async Task<WorkflowExecutionCount> CountWorkflowsAsync(string query, WorkflowCountOptions? options = null) =>
        new(await WorkflowService.CountWorkflowExecutionsAsync(
            new() { Namespace = Options.Namespace, Query = query }, RpcOptions.Retrying(options?.Rpc)).ConfigureAwait(false));

    /// <inheritdoc />
    public AsyncActivityHandle GetAsyncActivityHandle(byte[] taskToken) => new(this, new AsyncActivityHandle.TaskTokenReference(taskToken));

    /// <inheritdoc />
    public AsyncActivityHandle GetAsyncActivityHandle(string workflowId, string runId, string activityId) =>
        new(this, new AsyncActivityHandle.IdReference(workflowId, runId, activityId));

    private async IAsyncEnumerable<WorkflowExecution> ListAsync(
        string query, WorkflowListOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var rpc = RpcOptions.Retrying(options?.Rpc);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, rpc.CancellationToken ?? CancellationToken.None);
        rpc.CancellationToken = both.Token;
        var request = new ListWorkflowExecutionsRequest { Namespace = Options.Namespace, Query = query };
        var count = 0;
        do
        {
            var page = await WorkflowService.ListWorkflowExecutionsAsync(request, rpc).ConfigureAwait(false);
            foreach (var execution in page.Executions)
            {
                if (options is { Limit: > 0 } && count++ >= options.Limit)
                {
                    yield break;
                }

                yield return new(execution, Options.DataConverter);
            }

            request.NextPageToken = page.NextPageToken;
        }
        while (request.NextPageToken != ByteString.Empty);
    }
}
