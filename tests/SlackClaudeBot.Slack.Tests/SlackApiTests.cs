using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Slack.Tokens;
using SlackNet;
using SlackNet.Interaction;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>The program's client of Slack's API, as it is registered, against a server that answers oddly.</summary>
public sealed class SlackApiTests : IAsyncLifetime
{
    private WebApplication _slack = null!;
    private ServiceProvider _services = null!;
    private string? _authorization;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _slack = builder.Build();
        _slack.MapPost("/hooks/x", async (HttpContext context) =>
        {
            _authorization = context.Request.Headers.Authorization;
            await context.Response.Body.WriteAsync("ok"u8.ToArray());
        });
        _slack.MapPost("/api/chat.postMessage", () => Results.StatusCode(StatusCodes.Status429TooManyRequests));
        _slack.MapPost("/api/auth.test", () => Results.StatusCode(StatusCodes.Status429TooManyRequests));
        _slack.MapGet("/api/conversations.replies", () => Results.Json(new { ok = true, messages = new[] { new { type = "message", ts = "1.1", text = "2026-01-02" } } }));
        await _slack.StartAsync();
        _services = new ServiceCollection().AddSingleton(Options()).AddSlackApi().BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _slack.DisposeAsync();
    }

    private ISlackApiClient Client => _services.GetRequiredService<ISlackApiClient>();

    [Fact]
    public async Task A_response_URL_learns_no_token_and_may_answer_without_a_content_type()
    {
        var request = new BlockActionRequest { ResponseUrl = $"{_slack.Urls.Single()}/hooks/x" };

        await Client.Respond(request, new MessageResponse { Message = new Message { Text = "hi" } });

        Assert.Equal("", _authorization ?? "");
    }

    [Fact]
    public async Task A_rate_limit_without_a_time_is_a_rate_limit() => Assert.NotNull(
        (await Assert.ThrowsAsync<SlackRateLimitException>(() => Client.Chat.PostMessage(new Message { Channel = "C1", Text = "hi" }))).RetryAfter);

    [Fact]
    public async Task Text_that_looks_like_a_date_is_read_as_it_was_written() =>
        Assert.Equal("2026-01-02", Assert.Single((await Client.Conversations.Replies("C1", "1.1")).Messages).Text);

    [Fact]
    public async Task Tokens_are_not_refused_by_a_Slack_that_asks_to_wait_without_a_time()
    {
        var (refused, noAnswer) = await SlackTokens.AskAsync(Options(), CancellationToken.None);

        Assert.Empty(refused);
        Assert.NotNull(noAnswer);
    }

    private SlackOptions Options() => new() { BotToken = "xoxb-test", SigningSecret = "secret", ApiUrl = new Uri($"{_slack.Urls.Single()}/api/") };
}
