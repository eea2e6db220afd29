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
    // Slack waits 3 s for everything: a query and a signal, or a start.
    private static readonly TimeSpan _queryTimeout = TimeSpan.FromMilliseconds(1300);
    private static readonly TimeSpan _callTimeout = TimeSpan.FromMilliseconds(1500);

    // How far a list looks for tasks of one channel among those of all.
    private const int MaxScanned = 500;

    private static class MemoKeys
    {
        public const string Channel = "channel";
        public const string Title = "title";
        public const string Requester = "requester";
    }

    public async Task StartAsync(TaskRequest task, CancellationToken cancellationToken)
    {
        var kind = TaskKinds.Get(task.Kind);
        try
        {
            await WithinAsync(_callTimeout, rpc => temporal.StartWorkflowAsync(kind.WorkflowType, [task], new(kind.WorkflowId(task.TaskId), options.TaskQueue)
            {
                // Slack sends a command again where it saw no answer: both policies make that find the first one.
                IdConflictPolicy = WorkflowIdConflictPolicy.UseExisting,
                IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
                Priority = TaskPriorities.Of(task),
                Memo = new Dictionary<string, object>
                {
                    [MemoKeys.Channel] = task.Channel,
                    [MemoKeys.Title] = task.Title,
                    [MemoKeys.Requester] = task.Requester,
                },
                Rpc = rpc,
            }), cancellationToken);
        }
        catch (WorkflowAlreadyStartedException)
        {
            // It ended already: the command came again, late.
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
            var state = await WithinAsync(_queryTimeout, rpc => temporal.GetWorkflowHandle(workflowId)
                .QueryAsync<TaskState>(QueryNames.GetState, [], new() { Rpc = rpc }), cancellationToken);
            return new(true, state);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
        {
            return TaskLookup.Missing;
        }
        catch (Exception e) when (IsSilence(e))
        {
            return TaskLookup.Silent;
        }
    }

    public async Task<bool> SignalAsync(string workflowId, string signal, object? argument, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(_callTimeout, async rpc =>
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

    public async Task<IReadOnlyList<ListedTask>> ListAsync(string channel, bool openOnly, int limit, CancellationToken cancellationToken)
    {
        var types = string.Join(", ", TaskKinds.All.Select(kind => $"'{kind.WorkflowType}'"));
        var query = $"WorkflowType IN ({types}){(openOnly ? " AND ExecutionStatus = 'Running'" : "")}";
        var listed = new List<ListedTask>();
        var found = temporal.ListWorkflowsAsync(query, new() { Limit = MaxScanned, Rpc = new() { Timeout = _callTimeout, CancellationToken = cancellationToken } });
        await foreach (var run in found.WithCancellation(cancellationToken))
        {
            if (await TextAsync(run, MemoKeys.Channel) != channel)
            {
                continue;
            }

            if (!TaskKinds.TryReadWorkflowId(run.Id, out _, out var taskId))
            {
                continue;
            }

            var title = await TextAsync(run, MemoKeys.Title) ?? "";
            listed.Add(new(taskId, run.Id, title, run.StartTime, run.Status == WorkflowExecutionStatus.Running));
            if (listed.Count == limit)
            {
                break;
            }
        }

        return listed;
    }

    private static async Task<string?> TextAsync(WorkflowExecution run, string key) =>
        run.Memo.TryGetValue(key, out var value) ? await value.ToValueAsync<string?>() : null;

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
            return await call(new() { Timeout = timeout, CancellationToken = limit.Token });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(RpcException.StatusCode.DeadlineExceeded, $"No answer within {timeout.TotalSeconds} s.", null);
        }
    }
}
