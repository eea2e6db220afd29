namespace SlackClaudeBot.Workflows.Contracts.Events;

/// <summary>What is to be said of a task's discussion to people who may not see it.</summary>
/// <param name="Url">Its address in a browser; null if the surface did not tell.</param>
/// <param name="Names">Display names by user id, as people chose them; hostile text is possible. Those that the surface did not tell are missing.</param>
public sealed record Discussion(string? Url, IReadOnlyDictionary<string, string> Names)
{
    public static Discussion None { get; } = new(null, new Dictionary<string, string>());
}
