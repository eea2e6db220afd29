namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Knows which tasks are still open. Fails if that cannot be determined now.</summary>
public interface IOpenTasks
{
    /// <summary>Whether the task's workflow exists and has not ended.</summary>
    Task<bool> IsTaskOpenAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Whether the workflow exists and has not ended.</summary>
    Task<bool> IsOpenAsync(string workflowId, CancellationToken cancellationToken);
}
