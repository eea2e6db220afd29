namespace SlackClaudeBot.Workflows.Contracts.Notifications;

/// <summary>What is to be said of a task's thread to people who may not see it.</summary>
/// <param name="Permalink">The thread's address in a browser; null where Slack did not tell.</param>
/// <param name="Names">Display names by user id, as people chose them; hostile text is possible. Those that Slack did not tell are missing.</param>
public sealed record ThreadFacts(string? Permalink, IReadOnlyDictionary<string, string> Names)
{
    public static ThreadFacts None { get; } = new(null, new Dictionary<string, string>());
}
