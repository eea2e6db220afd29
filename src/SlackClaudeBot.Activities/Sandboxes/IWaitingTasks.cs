namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Knows which tasks wait for a slot. Fails if that cannot be determined now.</summary>
public interface IWaitingTasks
{
    /// <summary>All of them, of all hosts. The answer may be some seconds old.</summary>
    Task<IReadOnlyList<WaitingTask>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Whether the workflow waits for a slot now.</summary>
    Task<bool> IsWaitingAsync(string workflowId, CancellationToken cancellationToken);
}

/// <summary>A task that waits for a slot.</summary>
/// <param name="WorkflowId">Its workflow.</param>
/// <param name="Key">Whose turn it takes.</param>
/// <param name="Since">Since when it waits.</param>
/// <param name="Returns">Whether it has a sandbox already.</param>
public sealed record WaitingTask(string WorkflowId, string Key, DateTime Since, bool Returns);
