using SlackNet;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Threads;

/// <summary>Knows which user the bot is.</summary>
internal sealed class BotIdentity(ISlackApiClient slack)
{
    private AuthTestResponse? _answer;

    public async Task<string> GetUserIdAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).UserId;

    /// <summary>The name by which people mention and invite it.</summary>
    public async Task<string> GetNameAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).User;

    private async Task<AuthTestResponse> AskAsync(CancellationToken cancellationToken) =>
        _answer ??= await slack.Auth.Test(cancellationToken);
}
