using SlackClaudeBot.Workflows.Contracts.Reviews;
using SlackNet;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>Decides who may approve, reject and cancel.</summary>
internal sealed class Approvers(SlackOptions options, UserGroups groups)
{
    private readonly ApproverRules _rules = ApproverRules.Parse(options.Approvers);

    /// <summary>Whether the answer depends on who asked for the task.</summary>
    public bool MustKnowRequester => _rules.ExcludesRequester;

    /// <summary>Who may, in words.</summary>
    public string Description => _rules.Describe();

    /// <summary>The same without who is excluded.</summary>
    public string Named => _rules.DescribeNamed();

    /// <summary>Whether <paramref name="userId"/> may decide upon a task that <paramref name="requester"/> asked for.</summary>
    /// <exception cref="SlackException">Slack does not tell who is in a group.</exception>
    public async Task<bool> MayDecideAsync(string userId, string? requester, CancellationToken cancellationToken) =>
        !(_rules.ExcludesRequester && (requester is null || userId == requester)) && await IsNamedAsync(userId, cancellationToken);

    /// <summary>What <paramref name="userId"/> may where nobody knows yet whose task it is.</summary>
    /// <exception cref="SlackException">Slack does not tell who is in a group.</exception>
    public async Task<ReplyRights> FindRightsAsync(string userId, CancellationToken cancellationToken) =>
        new(await IsNamedAsync(userId, cancellationToken), _rules.ExcludesRequester, Description);

    private async Task<bool> IsNamedAsync(string userId, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(userId))
        {
            return false;
        }

        if (_rules.IncludesAnyone || _rules.Users.Contains(userId))
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

        return false;
    }
}
