using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using SlackClaudeBot.Slack.Inbound.SocketMode;
using SlackClaudeBot.Slack.Tokens;
using SlackNet;
using SlackNet.WebApi;

namespace SlackClaudeBot.Slack.Tests.Tokens;

public sealed class HealthTests
{
    private readonly SlackFixture _fixture = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_valid_token_is_checked_once_a_minute()
    {
        var health = new BotTokenHealth(_fixture.Client, _time);

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health)).Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(health)).Status);
        await _fixture.Slack.Auth.Received(1).Test(Arg.Any<CancellationToken>());

        _time.Advance(TimeSpan.FromMinutes(1));
        Refuse("account_inactive");
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(health)).Status);
    }

    [Fact]
    public async Task A_token_that_Slack_refuses_is_not_ready_and_named()
    {
        Refuse("invalid_auth");

        var result = await CheckAsync(new BotTokenHealth(_fixture.Client, _time));

        Assert.Equal((HealthStatus.Unhealthy, "SLACK_BOT_TOKEN is refused by Slack (invalid_auth)."), (result.Status, result.Description));
    }

    [Fact]
    public async Task A_Slack_that_is_not_well_makes_nothing_unready()
    {
        foreach (var trouble in new Exception[] { new HttpRequestException("refused"), new SlackRateLimitException(null), new SlackException(new ErrorResponse { Error = "internal_error" }), new OperationCanceledException() })
        {
            _fixture.Slack.Auth.Test(Arg.Any<CancellationToken>()).ThrowsAsync(trouble);

            Assert.Equal(HealthStatus.Degraded, (await CheckAsync(new BotTokenHealth(_fixture.Client, _time))).Status);
        }
    }

    [Theory]
    [InlineData(true, HealthStatus.Healthy)]
    [InlineData(false, HealthStatus.Unhealthy)]
    public async Task In_Socket_Mode_ready_means_connected(bool isConnected, HealthStatus expected)
    {
        var socketMode = Substitute.For<ISocketMode>();
        socketMode.IsConnected.Returns(isConnected);

        Assert.Equal(expected, (await CheckAsync(new SocketModeHealth(socketMode))).Status);
    }

    private void Refuse(string error) => _fixture.Slack.Auth.Test(Arg.Any<CancellationToken>()).ThrowsAsync(new SlackException(new ErrorResponse { Error = error }));

    private static Task<HealthCheckResult> CheckAsync(IHealthCheck check) => check.CheckHealthAsync(new HealthCheckContext());
}
