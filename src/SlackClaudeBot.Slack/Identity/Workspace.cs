namespace SlackClaudeBot.Slack.Identity;

/// <summary>
/// The workspace that requests come from. Calls with the token of an organization must name it, and only requests tell it; the bot
/// serves one workspace.
/// </summary>
internal sealed class Workspace
{
    private volatile string? _teamId;

    /// <summary>Null before the first request.</summary>
    public string? TeamId => _teamId;

    /// <summary>Remembers the workspace of a request.</summary>
    public void Seen(string? teamId)
    {
        if (teamId is { Length: > 1 } && teamId[0] == 'T')
        {
            _teamId = teamId;
        }
    }
}
