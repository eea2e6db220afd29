namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The files that the bot itself puts into a task's sandbox.</summary>
public interface IBotFiles
{
    /// <summary>Writes them again, as they were when the task's repositories were cloned.</summary>
    Task RestoreAsync(ISandbox sandbox, CancellationToken cancellationToken);
}
