using System.Net;
using System.Net.Sockets;
using SlackClaudeBot.EndToEnd.Drivers;

namespace SlackClaudeBot.EndToEnd.Deployment;

/// <summary>Messages of the program during an installation that is not complete yet.</summary>
[Trait("Category", "Deployment")]
[Collection(Alone.Name)]
public sealed class StartTests
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    private const int BadSettings = 78;

    [Fact]
    public async Task Check_names_every_token_that_Slack_refuses()
    {
        await using var world = await World.CreateAsync();
        (world.Settings["SANDBOX"], world.Settings["CLAUDE_PROGRAM"]) = ("process", "true");
        world.Settings["SLACK_APP_TOKEN"] = world.Slack.Options.AppToken;
        var (exitCode, output) = await BotProcess.RunAsync(world.Settings, "check");
        Assert.True(exitCode == 0, output);
        Assert.Matches(@"ok\s+Slack\s+.* accepts the tokens", output);
        Assert.Matches(@"ok\s+GitHub", output);
        Assert.Matches(@"ok\s+Anthropic", output);

        (world.Settings["SLACK_BOT_TOKEN"], world.Settings["SLACK_APP_TOKEN"]) = ("xoxb-of-another-workspace", "xapp-that-was-revoked");
        (exitCode, output) = await BotProcess.RunAsync(world.Settings, "check");
        Assert.Equal(BadSettings, exitCode);
        Assert.Contains("SLACK_BOT_TOKEN: is refused by Slack (invalid_auth).", output, StringComparison.Ordinal);
        Assert.Contains("SLACK_APP_TOKEN: is refused by Slack (invalid_auth).", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_whose_tokens_Slack_refuses_says_so_and_is_not_ready()
    {
        await using var world = await CreateAsync();
        (world.Settings["SLACK_BOT_TOKEN"], world.Settings["SLACK_APP_TOKEN"]) = ("xoxb-of-another-workspace", "xapp-that-was-revoked");

        await world.StartBotAsync();

        await world.Bot.LogsAsync("SLACK_BOT_TOKEN is refused by Slack (invalid_auth).");
        await world.Bot.LogsAsync("(SlackException: Slack answered invalid_auth)");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadinessAsync(world));
        await world.Bot.LogsAsync("No Socket Mode connection is open");

        // A stop before it was connected is not a failure either.
        await world.Bot.StopAsync(World.Patience);
        Assert.Equal(0, world.Bot.ExitCode);
        Assert.DoesNotContain("BackgroundService failed", world.Bot.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_Socket_Mode_a_bot_is_ready_when_it_is_connected()
    {
        await using var world = await CreateAsync();
        world.Settings["SLACK_APP_TOKEN"] = world.Slack.Options.AppToken;

        await world.StartBotAsync();
        await world.Bot.LogsAsync("Connected to Slack as @claude");
        await world.WaitAsync(world.Slack.Bot.Sockets.WaitForConnectionAsync(World.Patience));

        // The other side knows of the connection a moment before the bot does.
        using var patience = new CancellationTokenSource(World.Patience);
        while (await ReadinessAsync(world) != HttpStatusCode.OK)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task An_address_in_use_ends_the_program_with_what_to_do()
    {
        await using var world = await CreateAsync();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        world.Settings["LISTEN"] = $"http://{taken.LocalEndpoint}";

        var (exitCode, output) = await BotProcess.RunAsync(world.Settings, "serve");

        Assert.Equal(1, exitCode);
        Assert.Contains($"The program cannot listen on http://{taken.LocalEndpoint}: another program uses this port.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelled_production_does_not_start_the_playground()
    {
        await using var world = await CreateAsync();
        var settings = new Dictionary<string, string> { ["CLAUDE_TEMPORAL_ENV"] = "prod", ["DATA_DIR"] = world.DataDirectory };

        var (exitCode, output) = await BotProcess.RunAsync(settings, "check");

        Assert.Equal(BadSettings, exitCode);
        Assert.Contains("CLAUDE_TEMPORAL_ENV: \"prod\" is not one of development, staging, production.", output, StringComparison.Ordinal);
    }

    private static async Task<World> CreateAsync()
    {
        var world = await World.CreateAsync();
        (world.Settings["SANDBOX"], world.Settings["ROLES"]) = ("process", "web");
        await world.StartTemporalAsync();
        return world;
    }

    private static async Task<HttpStatusCode> ReadinessAsync(World world)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(world.Bot.Address, "/health/ready"));
        return answer.StatusCode;
    }
}
