using SlackClaudeBot.Slack.Api;
using SlackClaudeBot.Slack.Settings;

namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>Opens connections with the app-level token. See https://docs.slack.dev/reference/methods/apps.connections.open</summary>
internal sealed class SlackSockets(SlackOptions options, SlackApiClientFactory clients) : ISlackSockets
{
    public async Task<ISlackSocket> CreateAsync(CancellationToken cancellationToken)
    {
        var answer = await clients.Create(options.AppToken!).AppsConnectionsApi.Open(cancellationToken);
        return new ClientSocket(new Uri(answer.Url));
    }
}
