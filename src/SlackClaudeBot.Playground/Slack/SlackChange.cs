namespace SlackClaudeBot.Playground.Slack;

/// <summary>Something happened in the workspace.</summary>
public abstract record SlackChange
{
    private SlackChange()
    {
    }

    /// <summary>A message was posted, edited or reacted to.</summary>
    public sealed record MessageChanged(SlackMessage Message) : SlackChange;

    /// <summary>A message was deleted.</summary>
    public sealed record MessageDeleted(string Channel, string Ts) : SlackChange;

    /// <summary>Everything was removed: the playground starts over.</summary>
    public sealed record Cleared : SlackChange;

    /// <summary>A modal was opened or updated.</summary>
    public sealed record ViewChanged(SlackView View) : SlackChange;

    /// <summary>A modal was closed.</summary>
    public sealed record ViewClosed(string Id, string User) : SlackChange;
}
