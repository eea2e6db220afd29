namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>The kinds of messages that the bot sends.</summary>
public static class SentKinds
{
    /// <summary>A message in a channel or thread.</summary>
    public const string Message = "message";

    /// <summary>An ephemeral message.</summary>
    public const string Answer = "answer";

    /// <summary>A modal.</summary>
    public const string View = "view";

    /// <summary>The errors of a submitted modal.</summary>
    public const string ViewErrors = "viewErrors";
}
