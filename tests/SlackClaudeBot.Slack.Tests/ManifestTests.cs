using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Slack.Tests;

/// <summary>Keeps manifest.yml in step with what the program calls and hears.</summary>
public sealed class ManifestTests
{
    private static readonly string _manifest = File.ReadAllText(Path.Combine(Checkout.Root, "manifest.yml"));

    [Theory]
    [InlineData("url: https://bot.example.com/slack/command")]
    [InlineData("request_url: https://bot.example.com/slack/event")]
    [InlineData("request_url: https://bot.example.com/slack/action")]
    [InlineData("command: /claude")]
    [InlineData("- app_mention\n")]
    [InlineData("- message.channels\n")]
    [InlineData("- message.groups\n")]
    public void It_names_every_endpoint_command_and_event(string expected) => Assert.Contains(expected, _manifest, StringComparison.Ordinal);

    [Fact]
    public void It_asks_for_no_scope_without_saying_why()
    {
        var scopes = _manifest.Split('\n').SkipWhile(line => line.Trim() != "bot:").Skip(1).TakeWhile(line => line.StartsWith("      - ", StringComparison.Ordinal)).ToList();

        Assert.Equal(
            ["commands", "chat:write", "channels:history", "groups:history", "app_mentions:read", "reactions:write", "users:read", "usergroups:read"],
            scopes.Select(line => line.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.All(scopes, line => Assert.Contains("# ", line, StringComparison.Ordinal));
    }
}
