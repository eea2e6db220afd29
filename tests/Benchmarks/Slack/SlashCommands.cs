using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Benchmarks.Measuring;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Playground.Slack.Delivery;

namespace Benchmarks.Slack;

/// <summary>Signed slash commands as Slack sends them, each a new one.</summary>
internal sealed class SlashCommands(Uri app, string signingSecret, string channel) : IDisposable
{
    private const string Title = "Checkout crashes on an empty cart";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>Sends commands at a steady rate and waits for their answers.</summary>
    public Task<Load> SendAsync(int perSecond, TimeSpan duration, CancellationToken cancellationToken) =>
        Load.OpenLoopAsync(perSecond, duration, _ => SendAsync(cancellationToken), cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        var command = Command();
        using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(app, command.Path));
        post.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(command.Body));
        post.Content.Headers.ContentType = new MediaTypeHeaderValue(command.ContentType);
        SlackSignature.Sign(post, command.Body, signingSecret, DateTimeOffset.UtcNow);
        using var response = await _http.SendAsync(post, cancellationToken);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        if (!answer.Contains(Title, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Nothing was started: {answer}");
        }
    }

    private BotRequest Command() => new(BotRequestKind.Command, new JsonObject
    {
        ["token"] = "deprecated-verification-token",
        ["team_id"] = SlackWorkspace.TeamId,
        ["team_domain"] = SlackWorkspace.TeamDomain,
        ["channel_id"] = channel,
        ["channel_name"] = "benchmark",
        ["user_id"] = "U0BENCHMARK",
        ["user_name"] = "benchmark",
        ["command"] = "/claude",
        ["text"] = "fix acme/shop " + Title,
        ["api_app_id"] = SlackWorkspace.AppId,
        ["is_enterprise_install"] = "false",
        ["response_url"] = "http://127.0.0.1/commands/benchmark",
        ["trigger_id"] = Guid.NewGuid().ToString("N"),
    });
}
