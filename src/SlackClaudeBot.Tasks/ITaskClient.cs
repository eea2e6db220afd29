using SlackClaudeBot.Workflows.Contracts.Status;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>Starts tasks and talks to them. A call without an answer fails before Slack stops waiting for ours.</summary>
public interface ITaskClient
{
    /// <summary>Starts a task. Idempotent: starting it again, running or ended, does nothing.</summary>
    Task StartAsync(TaskRequest task, CancellationToken cancellationToken);

    /// <summary>The state of the task with this id, of whatever kind it is.</summary>
    Task<TaskLookup> FindAsync(TaskId taskId, CancellationToken cancellationToken);

    /// <summary>The state of the task of this workflow.</summary>
    Task<TaskLookup> FindAsync(string workflowId, CancellationToken cancellationToken);

    /// <summary>Sends a signal, without an argument if that is null; it is durable when this returns.</summary>
    /// <returns>False if the task has ended or never existed.</returns>
    Task<bool> SignalAsync(string workflowId, string signal, object? argument, CancellationToken cancellationToken);

    /// <summary>The tasks of a channel, latest first.</summary>
    Task<IReadOnlyList<ListedTask>> ListAsync(string channel, bool openOnly, int limit, CancellationToken cancellationToken);
}

/// <summary>The answer to a question about a task.</summary>
/// <param name="Exists">False if there is no such task.</param>
/// <param name="State">Null if there is no such task, or if no worker answered in time.</param>
public sealed record TaskLookup(bool Exists, TaskState? State)
{
    public static TaskLookup Missing { get; } = new(false, null);

    public static TaskLookup Silent { get; } = new(true, null);
}

/// <summary>A task in a list.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="Title">As typed.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="IsOpen">Whether it still runs.</param>
public sealed record ListedTask(TaskId TaskId, string WorkflowId, string Title, DateTime StartedAt, bool IsOpen);
