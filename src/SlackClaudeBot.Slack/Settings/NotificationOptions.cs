using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Slack.Settings;

/// <summary>The settings of messages.</summary>
public sealed class NotificationOptions
{
    [Setting("PUBLIC_URL", "Where people's browsers reach this program, for example https://claude.example.com; messages then link the whole diff.")]
    public Uri? PublicUrl { get; set; }
}
