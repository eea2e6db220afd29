namespace SlackClaudeBot.Playground.MessagesApi;

/// <summary>A request that the scripted Messages API received.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="SessionId">The agent's session, from <c>x-claude-code-session-id</c>.</param>
/// <param name="ApiKey">The key it carried.</param>
/// <param name="Conversation">What it asked.</param>
public sealed record ModelRequest(string Path, string? SessionId, string? ApiKey, Conversation Conversation)
{
    /// <summary>Whether it continues the task; requests without tools are for titles and the like.</summary>
    public bool IsMain => Conversation.Tools.Count > 0;
}
