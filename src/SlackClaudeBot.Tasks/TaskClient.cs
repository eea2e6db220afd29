using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace SlackClaudeBot.Tasks;

/// <summary>Tasks as Temporal workflows.</summary>
public sealed class TaskClient(ITemporalClient temporal, TemporalOptions options) : ITaskClient
{
    /// <summary>How long calls may take.</summary>
    public TaskTimeouts Timeouts { get; init; } = TaskTimeouts.Slack;

    public async Task StartAsync(TaskRequest task, CancellationToken cancellationToken)
    {
        var kind = TaskKinds.Get(task.Kind);
        try
        {
            await WithinAsync(Timeouts.Call, rpc => temporal.StartWorkflowAsync(kind.WorkflowType, [task], new(kind.WorkflowId(task.TaskId), options.TaskQueue)
            {
                // Slack sends a command again where it saw no answer: both policies make that find the first one.
                IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
                IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
                Priority = TaskPriorities.Of(task),
                TypedSearchAttributes = TaskSearchAttributes.ForStart(task),
                Memo = new Dictionary<string, object> { [TaskMemo.Title] = task.Title },
                Rpc = rpc,
            }), cancellationToken);
        }
        catch (WorkflowAlreadyStartedException)
        {
            // It ended already: the command came again, late.
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.InvalidArgument && e.Message.Contains("search attribute", StringComparison.OrdinalIgnoreCase))
        {
            throw new MissingSearchAttributesException(options.Namespace, e.Message, e);
        }
    }

    public async Task<TaskLookup> FindAsync(TaskId taskId, CancellationToken cancellationToken)
    {
        // The id does not tell the kind; asking for a workflow that does not exist is cheap.
        var found = await Task.WhenAll(TaskKinds.WorkflowIds(taskId).Select(workflowId => FindAsync(workflowId, cancellationToken)));
        return found.FirstOrDefault(task => task.Exists) ?? TaskLookup.Missing;
    }

    public async Task<TaskLookup> FindAsync(string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            var state = await WithinAsync(Timeouts.Query, rpc => temporal.GetWorkflowHandle(workflowId)
                .QueryAsync<TaskState>(QueryNames.GetState, [], new() { Rpc = rpc }), cancellationToken);
            return new(true, state);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return TaskLookup.Missing;
        }
        catch (Exception e) when (IsSilence(e))
        {
            return await DescribeAsync(workflowId, cancellationToken);
        }
    }

    public async Task<bool> SignalAsync(string workflowId, string signal, object? argument, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(Timeouts.Call, async rpc =>
            {
                await temporal.GetWorkflowHandle(workflowId).SignalAsync(signal, argument is null ? [] : [argument], new() { Rpc = rpc });
                return true;
            }, cancellationToken);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<ListedTask>> ListAsync(TaskQuery query, int limit, CancellationToken cancellationToken)
    {
        try
        {
            var page = await WithinAsync(
                Timeouts.Call, rpc => temporal.ListWorkflowsPaginatedAsync(query.ToFilter(), null, new() { PageSize = limit, Rpc = rpc }), cancellationToken);
            var read = await Task.WhenAll(page.Workflows.Take(limit).Select(ListedTask.ReadAsync));
            return [.. read.OfType<ListedTask>()];
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.InvalidArgument)
        {
            // The query itself is always well-formed.
            throw new MissingSearchAttributesException(options.Namespace, e.Message, e);
        }
    }

    /// <summary>What Temporal knows of a task whose workers do not answer.</summary>
    private async Task<TaskLookup> DescribeAsync(string workflowId, CancellationToken cancellationToken)
    {
        try
        {
            var description = await WithinAsync(Timeouts.Describe, rpc => temporal.GetWorkflowHandle(workflowId).DescribeAsync(new() { Rpc = rpc }), cancellationToken);
            var attributes = description.TypedSearchAttributes;
            return TaskLookup.Silent with
            {
                Channel = attributes.TryGetValue(TaskSearchAttributes.Channel, out var channel) ? channel : null,
                Requester = attributes.TryGetValue(TaskSearchAttributes.Requester, out var requester) ? requester : null,
            };
        }
        catch (Exception e) when (e is RpcException or RpcTimeoutOrCanceledException)
        {
            return TaskLookup.Silent;
        }
    }

    // No worker answers, or one that does not know the query yet: the task goes on all the same.
    private static bool IsSilence(Exception exception) => exception is WorkflowQueryFailedException or RpcTimeoutOrCanceledException
        || exception is RpcException { Code: RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.FailedPrecondition };

    /// <summary>Bounds a call with its retries: the SDK's own timeout is for each attempt, and it retries for many seconds.</summary>
    private static async Task<T> WithinAsync<T>(TimeSpan timeout, Func<RpcOptions, Task<T>> call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            // Connecting does not observe the token.
            return await call(new() { Timeout = timeout, CancellationToken = limit.Token }).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(RpcException.StatusCode.DeadlineExceeded, $"No answer within {timeout.TotalSeconds} s.", null);
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Connection failed", StringComparison.Ordinal))
        {
            // The SDK says so of a client that connects with its first call.
            throw new RpcException(RpcException.StatusCode.Unavailable, e.Message, null);
        }
    }
}
