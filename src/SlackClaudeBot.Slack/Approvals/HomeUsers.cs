using SlackClaudeBot.Slack.Caching;
using SlackClaudeBot.Slack.Identity;
using SlackNet;

namespace SlackClaudeBot.Slack.Approvals;

/// <summary>Tells the bot's own workspace from people of other companies, who share channels by Slack Connect.</summary>
internal sealed class HomeUsers(ISlackApiClient slack, BotIdentity bot, TimeProvider time)
{
    // Slack waits 3 s for the answer to a click.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(1.5);

    private readonly AsyncCache<string, bool> _external = new(time, TimeSpan.FromHours(1));

    /// <summary>Whether a user is from another workspace. Without the scope users:read nobody can tell: then it is false.</summary>
    /// <exception cref="SlackException">Slack did not answer.</exception>
    public Task<bool> IsExternalAsync(string userId, CancellationToken cancellationToken) =>
        _external.GetAsync(userId, () => AskAsync(userId, cancellationToken));

    private async Task<bool> AskAsync(string userId, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_timeout);
        try
        {
            var user = (await slack.Get<UserAnswer>("users.info", new() { ["user"] = userId }, timeout.Token))?.User;
            var home = await bot.GetTeamIdAsync(timeout.Token);
            return user?.TeamId is { Length: > 0 } team && home is { Length: > 0 } && team != home && user.EnterpriseUser?.EnterpriseId is not { Length: > 0 };
        }
        catch (SlackException e) when (e.ErrorCode is "missing_scope")
        {
            return false;
        }
        catch (SlackException e) when (e.ErrorCode is "user_not_found" or "user_not_visible")
        {
            return true;
        }
    }

    /// <summary>The answer of https://docs.slack.dev/reference/methods/users.info</summary>
    internal sealed class UserAnswer
    {
        public Person? User { get; set; }
    }

    internal sealed class Person
    {
        public string? TeamId { get; set; }

        public Enterprise? EnterpriseUser { get; set; }
    }

    /// <summary>Set for members of the same organization, who may be at home in another of its workspaces.</summary>
    internal sealed class Enterprise
    {
        public string? EnterpriseId { get; set; }
    }
}
