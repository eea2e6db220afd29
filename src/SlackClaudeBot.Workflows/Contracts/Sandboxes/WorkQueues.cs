namespace SlackClaudeBot.Workflows.Contracts.Sandboxes;

/// <summary>The task queues in which tasks wait until a host has room for them.</summary>
public static class WorkQueues
{
    /// <summary>The queue beside another one: the shared queue has one for tasks without a host, each host's queue one for those that return to it.</summary>
    public static string Waiting(string taskQueue) => $"{taskQueue}-waiting";
}
