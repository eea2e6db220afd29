using SlackClaudeBot.Slack.Settings;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>The people whom a new review mentions: its requester, and a few of the approvers if the setting names them.</summary>
public sealed class ReviewMentions(SlackOptions options)
{
    // Everybody who is mentioned is interrupted.
    private const int MaxApprovers = 3;

    private readonly ApproverRules _rules = ApproverRules.Parse(options.Approvers);

    /// <summary>The approvers to mention, as mrkdwn; none if anyone may decide.</summary>
    /// <param name="requester">Is mentioned anyway.</param>
    public IReadOnlyList<string> Approvers(string? requester) => _rules.IncludesAnyone
        ? []
        : [.. _rules.Groups.Order().Select(id => $"<!subteam^{id}>").Concat(_rules.Users.Order().Where(id => id != requester).Select(id => $"<@{id}>")).Take(MaxApprovers)];
}
