using SlackNet;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Identity;

/// <summary>The bot's own user.</summary>
internal sealed class BotIdentity(ISlackApiClient slack)
{
    private AuthTestResponse? _answer;

    public async Task<string> GetUserIdAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).UserId;

    /// <summary>The workspace that the token is for.</summary>
    public async Task<string?> GetTeamIdAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).TeamId;

    /// <summary>The name by which people mention and invite it.</summary>
    public async Task<string> GetNameAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).User;

    private async Task<AuthTestResponse> AskAsync(CancellationToken cancellationToken) =>
        _answer ??= await slack.Auth.Test(cancellationToken);
}
