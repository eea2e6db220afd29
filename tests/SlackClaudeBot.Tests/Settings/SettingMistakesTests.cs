using System.Security.Cryptography;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Tests.Settings;

/// <summary>Mistakes that people make are refused in their words, and what they reasonably write is accepted.</summary>
public sealed class SettingMistakesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("TASK_BUDGET_USD", "5,50", "\"5,50\" is not an amount such as 5 or 2.50: decimals follow a point")]
    [InlineData("SANDBOX_CPUS", "1,5", "decimals follow a point")]
    [InlineData("SANDBOX", "0", "is not one of docker, process")]
    [InlineData("LOG_LEVEL", "3", "is not one of trace, debug")]
    [InlineData("LISTEN", "http://999.1.1.1:3190", "names 999.1.1.1, which is neither an IP address nor localhost")]
    [InlineData("LISTEN", "http://bot.example.com:3000", "names bot.example.com")]
    [InlineData("LISTEN", "http://127.0.0.1:3000/slack", "has a path, /slack")]
    [InlineData("LISTEN", "https://127.0.0.1:3000", "must begin with http://")]
    [InlineData("SLACK_SIGNING_SECRET", "a secret", "has a space or a character that no token has")]
    [InlineData("SLACK_BOT_TOKEN", "xoxb-ä", "has a space or a character that no token has")]
    [InlineData("ANTHROPIC_API_KEY", "sk ant", "has a space")]
    [InlineData("CLAUDE_MODEL", "opus; rm -rf", "is not a model's name")]
    [InlineData("GIT_AUTHOR_EMAIL", "claude", "must be an e-mail address")]
    [InlineData("TEMPORAL_NAMESPACE", "my bot", "is not a namespace")]
    [InlineData("CLAUDE_TIMEOUT", "9h", "is 9h, and must be from 1m to 8h.")]
    [InlineData("GIT_TIMEOUT", "1s", "is 1s, and must be from 10s to 12h.")]
    [InlineData("MAX_BUNDLE_BYTES", "3G", "is 3G, and must be from 1K to 2G.")]
    [InlineData("SANDBOX_MEMORY", "2000T", "is 2000T, and must be from 64M to 1024T.")]
    [InlineData("APPROVAL_TIMEOUT", "24", "is not a duration such as 90s, 30m, 24h or 7d")]
    [InlineData("GITHUB_APP_ID", "7", "belong together")]
    [InlineData("ROLES", "web", "no worker would ever run them")]
    public void A_mistake_is_refused_with_its_reason(string name, string value, string message)
    {
        var problem = Assert.Single(BotSettings.Read(SettingValues.With((name, value))).Problems);

        Assert.Contains(name, problem.Name, StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_GitHub_credentials_at_once_are_refused()
    {
        var problem = Assert.Single(BotSettings.Read(SettingValues.With(("GITHUB_APP_ID", "7"), ("GITHUB_APP_PRIVATE_KEY", NewKey()))).Problems);

        Assert.Equal("GITHUB_TOKEN, GITHUB_APP_ID", problem.Name);
    }

    [Fact]
    public void Certificates_for_a_connection_without_TLS_are_refused()
    {
        var problem = Assert.Single(BotSettings.Read(SettingValues.With(
            ("TEMPORAL_ADDRESS", "temporal.example.com:7233"), ("TEMPORAL_TLS", "no"), ("TEMPORAL_TLS_SERVER_NAME", "temporal"))).Problems);

        Assert.Equal("TEMPORAL_TLS", problem.Name);
    }

    [Theory]
    [InlineData("SANDBOX_PATH", "/no/such/folder:/nor/this")]
    [InlineData("CLAUDE_PROGRAM", "/no/such/claude")]
    public void A_path_that_does_not_exist_is_refused_for_process_sandboxes(string name, string value) =>
        Assert.Equal(name, Assert.Single(BotSettings.Read(SettingValues.With(("SANDBOX", "process"), (name, value))).Problems).Name);

    [Theory]
    [InlineData("4 GB", 4L << 30)]
    [InlineData("1.5G", 3L << 29)]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("2T", 2L << 40)]
    [InlineData("1048576", 1L << 20)]
    public void Sizes_are_read_as_people_write_them(string text, long bytes) => Assert.Equal(bytes, SizeText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("4 gigs")]
    [InlineData("1,5G")]
    [InlineData("-1G")]
    [InlineData("99999999999T")]
    public void Text_that_is_not_a_size_is_refused(string text) => Assert.Null(SizeText.Parse(text));

    [Theory]
    [InlineData("30")]
    [InlineData("1800")]
    [InlineData("30m")]
    public void The_agents_timeout_may_be_a_number_of_minutes_or_of_seconds(string value) =>
        Assert.Equal(TimeSpan.FromMinutes(30), BotSettings.Load(SettingValues.With(("CLAUDE_TIMEOUT", value))).Get<NewTaskOptions>().AgentTimeout);

    [Fact]
    public void A_private_key_may_be_the_path_of_its_file()
    {
        var file = Path.Combine(_folder, "app.pem");
        var key = NewKey();
        File.WriteAllText(file, key);

        var options = BotSettings.Load(SettingValues.With(("GITHUB_TOKEN", ""), ("GITHUB_APP_ID", "7"), ("GITHUB_APP_PRIVATE_KEY", file))).Get<GitHubOptions>();

        Assert.Equal(key, options.AppPrivateKey);
    }

    [Fact]
    public void A_private_key_whose_file_is_missing_is_refused_with_its_path()
    {
        var problems = BotSettings.Read(SettingValues.With(("GITHUB_TOKEN", ""), ("GITHUB_APP_ID", "7"), ("GITHUB_APP_PRIVATE_KEY", "/no/such/app.pem"))).Problems;

        Assert.Contains(problems, p => p.Name == "GITHUB_APP_PRIVATE_KEY" && p.Message.Contains("/no/such/app.pem", StringComparison.Ordinal));
    }

    [Fact]
    public void A_misspelled_name_is_refused_with_the_nearest_one()
    {
        var problem = Assert.Single(SettingNames.FindMisspelled(["APROVERS", "APPROVERS", "POSTGRES_PASSWORD", "MY_OWN_THING"]));

        Assert.Equal(("APROVERS", "is not a setting. Did you mean APPROVERS?"), (problem.Name, problem.Message));
    }

    [Fact]
    public void Other_names_are_only_pointed_out() =>
        Assert.Equal(["MY_OWN_THING"], SettingNames.FindUnknown(["APROVERS", "APPROVERS", "POSTGRES_PASSWORD", "OTEL_RESOURCE_ATTRIBUTES", "MY_OWN_THING"]));

    private static string NewKey()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportRSAPrivateKeyPem();
    }
}
