namespace SlackClaudeBot.Workflows.Contracts.Tasks;

/// <summary>The place in which a surface (Slack, a terminal, a web page) shows something of a task. Workflows keep it and hand it back; only its surface reads it.</summary>
/// <param name="Id">The place, in the surface's own words.</param>
/// <param name="Url">Its address in a browser; null if it has none.</param>
public sealed record Projection(string Id, string? Url = null);
