using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Tasks;

/// <summary>Starts tasks and talks to them. A call that has no answer fails before the time is over that Slack waits for one.</summary>
public interface ITaskClient
{
    /// <summary>Starts a task. Starting it again, running or ended, does nothing.</summary>
    Task StartAsync(BugFixTask task, CancellationToken cancellationToken);

    /// <summary>How a task stands.</summary>
    Task<TaskLookup> FindAsync(string workflowId, CancellationToken cancellationToken);

    /// <summary>Sends a signal; it is durable when this returns.</summary>
    /// <returns>False where the task has ended or never was.</returns>
    Task<bool> SignalAsync(string workflowId, string signal, object argument, CancellationToken cancellationToken);

    /// <summary>The tasks of a channel, latest first.</summary>
    Task<IReadOnlyList<ListedTask>> ListAsync(string channel, bool openOnly, int limit, CancellationToken cancellationToken);
}

/// <summary>What became of asking a task how it stands.</summary>
/// <param name="Exists">False where there is no such task.</param>
/// <param name="State">Null where there is none, or where no worker answered in time.</param>
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
public sealed record ListedTask(string TaskId, string WorkflowId, string Title, DateTime StartedAt, bool IsOpen);
