namespace SlackClaudeBot.Tasks;

/// <summary>How long calls of a <see cref="TaskClient"/> may take, each with its connection and its retries.</summary>
/// <param name="Query">For the answer of a task's worker.</param>
/// <param name="Describe">For what Temporal itself knows of a task whose worker did not answer.</param>
/// <param name="Call">For a start, a signal or a list.</param>
public sealed record TaskTimeouts(TimeSpan Query, TimeSpan Describe, TimeSpan Call)
{
    /// <summary>Slack waits 3 s for everything: a query, a description if no worker answers it, and a signal; or a start.</summary>
    public static TaskTimeouts Slack { get; } = new(TimeSpan.FromMilliseconds(1300), TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(1300));
}
