using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>Starts tasks and talks to them. A call without an answer fails before Slack stops waiting for ours.</summary>
public interface ITaskClient
{
    /// <summary>Starts a task. Idempotent: starting it again, running or ended, does nothing.</summary>
    /// <exception cref="MissingSearchAttributesException">The namespace lacks the search attributes of tasks.</exception>
    Task StartAsync(TaskRequest task, CancellationToken cancellationToken);

    /// <summary>The state of the task with this id, of whatever kind it is.</summary>
    Task<TaskLookup> FindAsync(TaskId taskId, CancellationToken cancellationToken);

    /// <summary>The state of the task of this workflow.</summary>
    Task<TaskLookup> FindAsync(string workflowId, CancellationToken cancellationToken);

    /// <summary>Sends a signal, without an argument if that is null; it is durable when this returns.</summary>
    /// <returns>False if the task has ended or never existed.</returns>
    Task<bool> SignalAsync(string workflowId, string signal, object? argument, CancellationToken cancellationToken);

    /// <summary>Tasks that a query finds: open ones first, latest first, then those that ended, last first. It needs no worker.</summary>
    /// <param name="query">Which tasks.</param>
    /// <param name="limit">How many at most, up to 1000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="MissingSearchAttributesException">The namespace lacks the search attributes of tasks.</exception>
    Task<IReadOnlyList<ListedTask>> ListAsync(TaskQuery query, int limit, CancellationToken cancellationToken);
}
