namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>Knows which workflows still run.</summary>
public interface IOpenTasks
{
    /// <summary>Whether the workflow exists and has not ended. Fails where that cannot be known now.</summary>
    Task<bool> IsOpenAsync(string workflowId, CancellationToken cancellationToken);
}
