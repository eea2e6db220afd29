namespace SlackClaudeBot.Slack.Tests.SlackContract;

/// <summary>What the bot sends, by what Slack expects of it.</summary>
public static class SentKinds
{
    /// <summary>A message in a channel or thread.</summary>
    public const string Message = "message";

    /// <summary>What one person is told.</summary>
    public const string Answer = "answer";

    /// <summary>A modal.</summary>
    public const string View = "view";

    /// <summary>What is wrong in a modal that was sent.</summary>
    public const string ViewErrors = "viewErrors";
}
