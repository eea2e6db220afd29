namespace SlackClaudeBot.Activities.Sandboxes.Docker;

/// <summary>The labels of our containers.</summary>
internal static class ContainerLabels
{
    public const string CreatedBy = "created-by";
    public const string Us = "slackclaudebot";
    public const string Task = "slackclaudebot.task";
    public const string Workflow = "slackclaudebot.workflow";

    /// <summary>The host whose data folder the container belongs to: two bots on one engine leave each other's alone.</summary>
    public const string Host = "slackclaudebot.host";
}
