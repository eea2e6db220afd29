using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Identity;
using SlackNet;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>Knows the members of user groups. Asks Slack at most once a minute for each: the method allows 20 calls a minute.</summary>
internal sealed class UserGroups(ISlackApiClient slack, Workspace workspace, TimeProvider time)
{
    // Slack waits 3 s for the answer to a click.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1.5);

    private readonly AsyncCache<string, HashSet<string>> _members = new(time, TimeSpan.FromMinutes(1));

    /// <exception cref="SlackException">Slack does not tell the members.</exception>
    public async Task<bool> ContainsAsync(string group, string userId, CancellationToken cancellationToken)
    {
        var members = await _members.GetAsync(group, () => ListAsync(group, cancellationToken));
        return members.Contains(userId);
    }

    private async Task<HashSet<string>> ListAsync(string group, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        var arguments = new Dictionary<string, object> { ["usergroup"] = group };
        if (workspace.TeamId is { } team)
        {
            // Required with the token of an app that is installed for a whole organization, ignored otherwise.
            arguments["team_id"] = team;
        }

        var answer = await slack.Get<UserGroupMembers>("usergroups.users.list", arguments, timeout.Token);
        return [.. answer.Users];
    }
}

/// <summary>The answer of https://docs.slack.dev/reference/methods/usergroups.users.list</summary>
internal sealed class UserGroupMembers
{
    public IList<string> Users { get; set; } = [];
}
