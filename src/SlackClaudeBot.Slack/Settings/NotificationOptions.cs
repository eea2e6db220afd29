using SlackClaudeBot.Foundation.Settings;

namespace SlackClaudeBot.Slack.Settings;

/// <summary>What messages need to know.</summary>
public sealed class NotificationOptions
{
    [Setting("PUBLIC_URL", "Where people's browsers reach this program, for example https://claude.example.com; messages then link the whole diff.")]
    public Uri? PublicUrl { get; set; }
}
