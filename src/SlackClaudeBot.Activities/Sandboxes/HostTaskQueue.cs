namespace SlackClaudeBot.Activities.Sandboxes;

/// <summary>The task queue that only this host polls, for work beside its sandboxes.</summary>
public interface IHostTaskQueue
{
    string Name { get; }
}

/// <inheritdoc/>
/// <param name="taskQueue">The queue that all hosts share.</param>
/// <param name="host">This one.</param>
public sealed class HostTaskQueue(string taskQueue, HostIdentity host) : IHostTaskQueue
{
    public string Name { get; } = $"{taskQueue}-host-{host.Id}";
}
