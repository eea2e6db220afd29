using SlackNet;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Knows which user the bot is.</summary>
internal sealed class BotIdentity(ISlackApiClient slack)
{
    private string? _userId;

    public async Task<string> GetUserIdAsync(CancellationToken cancellationToken) =>
        _userId ??= (await slack.Auth.Test(cancellationToken).ConfigureAwait(false)).UserId;
}
