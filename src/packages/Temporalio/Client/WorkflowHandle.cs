using System.Linq.Expressions;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Client.Results;
using Temporalio.Client.Starting;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Temporalio.Client;

/// <summary>A workflow, as a client sees it.</summary>
/// <param name="Client">The client.</param>
/// <param name="Id">The workflow's id.</param>
/// <param name="RunId">The run; null for the current one.</param>
/// <param name="ResultRunId">The run whose result is asked for; null for the current one.</param>
/// <param name="FirstExecutionRunId">Makes sure that only this chain of runs is cancelled or terminated.</param>
public record WorkflowHandle(ITemporalClient Client, string Id, string? RunId = null, string? ResultRunId = null, string? FirstExecutionRunId = null)
{
    private DataConverter Converter => Client.Options.DataConverter;

    private Api.Common.V1.WorkflowExecution Execution => new() { WorkflowId = Id, RunId = RunId ?? string.Empty };

    /// <summary>Waits for the end.</summary>
    /// <exception cref="WorkflowFailedException">The workflow did not complete.</exception>
    public Task GetResultAsync(bool followRuns = true, RpcOptions? rpcOptions = null) => GetResultAsync<ValueTuple>(followRuns, rpcOptions);

    /// <summary>Waits for the result.</summary>
    /// <param name="followRuns">Whether a run that continues as another is followed there.</param>
    /// <param name="rpcOptions">How the calls are made.</param>
    /// <exception cref="WorkflowFailedException">The workflow did not complete.</exception>
    public virtual async Task<TResult> GetResultAsync<TResult>(bool followRuns = true, RpcOptions? rpcOptions = null)
    {
        using var waiting = (Client as TemporalClient)?.WaitingForResult?.Invoke();
        return await WorkflowResult.GetAsync<TResult>(Client, Id, ResultRunId, followRuns, rpcOptions).ConfigureAwait(false);
    }

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync<TWorkflow>(Expression<Func<TWorkflow, Task>> signalCall, WorkflowSignalOptions? options = null)
    {
        var (method, args) = CallExpression.Extract(signalCall);
        return SignalAsync(WorkflowSignalDefinition.NameFromMethod(method), args, options);
    }

    /// <summary>Sends a signal.</summary>
    public virtual async Task SignalAsync(string signal, IReadOnlyCollection<object?> args, WorkflowSignalOptions? options = null) =>
        await Client.WorkflowService.SignalWorkflowExecutionAsync(
            new()
            {
                Namespace = Client.Options.Namespace,
                WorkflowExecution = Execution,
                SignalName = signal,
                Input = await Converter.ToInputAsync(args).ConfigureAwait(false),
                Identity = Client.Identity(),
                RequestId = Guid.NewGuid().ToString(),
            },
            RpcOptions.Retrying(options?.Rpc)).ConfigureAwait(false);

    /// <summary>Asks a query.</summary>
    /// <exception cref="WorkflowQueryFailedException">The handler failed, or there is none.</exception>
    public Task<TQueryResult> QueryAsync<TWorkflow, TQueryResult>(
        Expression<Func<TWorkflow, TQueryResult>> queryCall, WorkflowQueryOptions? options = null)
    {
        var (member, args) = CallExpression.ExtractMember(queryCall);
        return QueryAsync<TQueryResult>(WorkflowQueryDefinition.NameFromMember(member), args, options);
    }

    /// <summary>Asks a query.</summary>
    /// <exception cref="WorkflowQueryFailedException">The handler failed, or there is none.</exception>
    public virtual async Task<TQueryResult> QueryAsync<TQueryResult>(
        string query, IReadOnlyCollection<object?> args, WorkflowQueryOptions? options = null)
    {
        var request = new Api.WorkflowService.V1.QueryWorkflowRequest
        {
            Namespace = Client.Options.Namespace,
            Execution = Execution,
            Query = new() { QueryType = query, QueryArgs = await Converter.ToInputAsync(args).ConfigureAwait(false) },
            QueryRejectCondition = options?.RejectCondition ?? Client.Options.QueryRejectCondition ?? QueryRejectCondition.Unspecified,
        };
        try
        {
            var response = await Client.WorkflowService.QueryWorkflowAsync(request, RpcOptions.Retrying(options?.Rpc)).ConfigureAwait(false);
            return response.QueryRejected is { } rejected
                ? throw new WorkflowQueryRejectedException(rejected.Status)
                : await Converter.ToSingleValueAsync<TQueryResult>(response.QueryResult?.Payloads_ ?? []).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.InvalidArgument && e.Detail<QueryFailedFailure>() is not null)
        {
            throw new WorkflowQueryFailedException(e.Message);
        }
    }

    /// <summary>What the service tells of the run.</summary>
    public virtual async Task<WorkflowExecutionDescription> DescribeAsync(WorkflowDescribeOptions? options = null) =>
        new(
            await Client.WorkflowService.DescribeWorkflowExecutionAsync(
                new() { Namespace = Client.Options.Namespace, Execution = Execution },
                RpcOptions.Retrying(options?.Rpc)).ConfigureAwait(false),
            Converter);

    /// <summary>Asks the workflow to cancel.</summary>
    public virtual Task CancelAsync(WorkflowCancelOptions? options = null) =>
        Client.WorkflowService.RequestCancelWorkflowExecutionAsync(
            new()
            {
                Namespace = Client.Options.Namespace,
                WorkflowExecution = Execution,
                FirstExecutionRunId = FirstExecutionRunId ?? string.Empty,
                Identity = Client.Identity(),
                RequestId = Guid.NewGuid().ToString(),
            },
            RpcOptions.Retrying(options?.Rpc));

    /// <summary>Ends the workflow at once, without asking it.</summary>
    public virtual async Task TerminateAsync(string? reason = null, WorkflowTerminateOptions? options = null) =>
        await Client.WorkflowService.TerminateWorkflowExecutionAsync(
            new()
            {
                Namespace = Client.Options.Namespace,
                WorkflowExecution = Execution,
                FirstExecutionRunId = FirstExecutionRunId ?? string.Empty,
                Reason = reason ?? string.Empty,
                Details = await Converter.ToInputAsync(options?.Details ?? []).ConfigureAwait(false),
                Identity = Client.Identity(),
            },
            RpcOptions.Retrying(options?.Rpc)).ConfigureAwait(false);

    /// <summary>Reads the history.</summary>
    public virtual async Task<WorkflowHistory> FetchHistoryAsync(WorkflowHistoryEventFetchOptions? options = null)
    {
        var events = new List<Api.History.V1.HistoryEvent>();
        await foreach (var historyEvent in FetchHistoryEventsAsync(options).ConfigureAwait(false))
        {
            events.Add(historyEvent);
        }

        return new(Id, events);
    }

    /// <summary>Reads the history's events.</summary>
    public virtual IAsyncEnumerable<Api.History.V1.HistoryEvent> FetchHistoryEventsAsync(WorkflowHistoryEventFetchOptions? options = null) =>
        HistoryPages.ReadAsync(Client, Id, RunId, options ?? new());
}
