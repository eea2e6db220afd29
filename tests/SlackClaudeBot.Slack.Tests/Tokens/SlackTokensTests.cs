using SlackClaudeBot.Playground;
using SlackClaudeBot.Playground.Faults;
using SlackClaudeBot.Slack.Tokens;
using BotSlackOptions = SlackClaudeBot.Slack.Settings.SlackOptions;

namespace SlackClaudeBot.Slack.Tests.Tokens;

/// <summary>Tokens that look right, before a Slack that takes its own alone.</summary>
public sealed class SlackTokensTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slack-tokens-");
    private PlaygroundServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await PlaygroundServer.StartAsync(new PlaygroundOptions { Folder = _folder.FullName, CreateDemoRepositories = false });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Valid_tokens_are_not_a_problem()
    {
        var (refused, noAnswer) = await SlackTokens.AskAsync(Options(_server.BotToken, _server.AppToken), default);

        Assert.Empty(refused);
        Assert.Null(noAnswer);
    }

    [Fact]
    public async Task Every_token_that_Slack_refuses_is_named_with_how_to_get_it()
    {
        var (refused, noAnswer) = await SlackTokens.AskAsync(Options("xoxb-of-another-app", "xapp-that-was-revoked"), default);

        Assert.Equal(["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"], refused.Select(problem => problem.Name));
        Assert.All(refused, problem => Assert.Contains("invalid_auth", problem.Message, StringComparison.Ordinal));
        Assert.Contains(refused, problem => problem.Help.Contains("connections:write", StringComparison.Ordinal));
        Assert.Null(noAnswer);
    }

    [Fact]
    public async Task A_token_is_not_refused_by_a_Slack_that_is_not_well()
    {
        _server.Slack.Faults.Next("auth.test", Fault.ServerError());
        _server.Slack.Faults.Next("apps.connections.open", Fault.RateLimited());

        var (refused, noAnswer) = await SlackTokens.AskAsync(Options(_server.BotToken, _server.AppToken), default);

        Assert.Empty(refused);
        Assert.NotNull(noAnswer);
    }

    private BotSlackOptions Options(string bot, string app) => new() { BotToken = bot, AppToken = app, ApiUrl = _server.SlackApiUrl };
}
