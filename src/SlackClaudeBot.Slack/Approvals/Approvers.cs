using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackNet;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>Knows who may approve, reject and cancel.</summary>
internal sealed class Approvers(SlackOptions options, UserGroups groups, HomeUsers users)
{
    private readonly ApproverRules _rules = ApproverRules.Parse(options.Approvers);

    /// <summary>Whether the answer depends on the task's requester.</summary>
    public bool RequiresRequester => _rules.ExcludesRequester;

    /// <summary>The approvers in words.</summary>
    public string Description => _rules.Describe();

    /// <summary>As above, without the exclusion clause.</summary>
    public string Named => _rules.DescribeNamed();

    /// <summary>Whether <paramref name="userId"/> may decide on a task of <paramref name="requester"/>.</summary>
    /// <exception cref="SlackException">Slack does not tell the members of a group.</exception>
    public async Task<bool> MayDecideAsync(string userId, string? requester, CancellationToken cancellationToken) =>
        !(_rules.ExcludesRequester && (requester is null || userId == requester)) && await IsNamedAsync(userId, cancellationToken);

    /// <summary>What <paramref name="userId"/> may do in a thread whose requester is not known yet.</summary>
    /// <exception cref="SlackException">Slack does not tell the members of a group.</exception>
    public async Task<ReplyPermissions> FindPermissionsAsync(string userId, CancellationToken cancellationToken) =>
        new(await IsNamedAsync(userId, cancellationToken), _rules.ExcludesRequester, Description);

    private async Task<bool> IsNamedAsync(string userId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(userId))
        {
            return false;
        }

        if (_rules.Users.Contains(userId))
        {
            return true;
        }

        foreach (var group in _rules.Groups)
        {
            if (await groups.ContainsAsync(group, userId, cancellationToken))
            {
                return true;
            }
        }

        // "Anyone" means the workspace: people of other companies share channels by Slack Connect, and may decide only if they are named.
        return _rules.IncludesAnyone && !await users.IsExternalAsync(userId, cancellationToken);
    }
}
