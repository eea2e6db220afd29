using System.ComponentModel.DataAnnotations;
using SlackClaudeBot.Foundation.Settings;
using SlackClaudeBot.GitHub.Auth;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Slack.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Tests.Settings;

public sealed class SettingsBinderTests
{
    [Fact]
    public void Everything_that_is_missing_or_wrong_is_reported_at_once()
    {
        var binder = BinderOf(("SAMPLE_LIMIT", "many"), ("SAMPLE_WAIT", "soon"));

        binder.Bind<Sample>();
        binder.Bind<Needy>();

        Assert.Equal(["SAMPLE_LIMIT", "SAMPLE_WAIT", "SAMPLE_TOKEN"], binder.Problems.Select(p => p.Name).Order(StringComparer.Ordinal).OrderBy(n => n == "SAMPLE_TOKEN"));
        Assert.Contains(binder.Problems, p => p.Help == "Get one at example.com.");
    }

    [Fact]
    public void A_problem_in_one_place_hides_none_in_another()
    {
        var binder = BinderOf(
            ("SLACK_BOT_TOKEN", "xapp-1-that-is-the-other-one"), ("SLACK_SIGNING_SECRET", "secret"), ("APPROVERS", "bob"),
            ("GITHUB_URL", "github.com"), ("GITHUB_APP_ID", "1"), ("GITHUB_APP_PRIVATE_KEY", "not a key"));

        binder.Bind<SlackOptions>();
        binder.Bind<GitHubOptions>();

        Assert.Equal(["APPROVERS", "GITHUB_APP_PRIVATE_KEY", "GITHUB_URL", "SLACK_BOT_TOKEN"], binder.Problems.Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_missing_setting_is_named_once()
    {
        var binder = BinderOf();

        binder.Bind<Needy>();

        Assert.Equal("is required.", Assert.Single(binder.Problems).Message);
    }

    [Fact]
    public void A_secret_is_never_repeated_in_a_problem()
    {
        var binder = BinderOf(("SAMPLE_SECRET_URL", "hunter2"));

        binder.Bind<Sample>();

        var problem = Assert.Single(binder.Problems);
        Assert.DoesNotContain("hunter2", new SettingsException([problem]).Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("24h", 86400)]
    [InlineData("7d", 604800)]
    [InlineData("1h30m", 5400)]
    public void Durations_are_written_as_people_say_them(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("5 fortnights")]
    public void Text_that_is_not_a_duration_is_refused(string text) => Assert.Null(DurationText.Parse(text));

    [Theory]
    [InlineData("30", 1800)]
    [InlineData("1800", 1800)]
    [InlineData("999", 59940)]
    [InlineData("1000", 1000)]
    public void A_bare_number_is_minutes_and_from_a_thousand_on_seconds_if_the_setting_allows_it(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DurationText.Parse(text, allowBareNumber: true));

    [Fact]
    public void A_default_reads_as_it_is_shown()
    {
        foreach (var (property, setting) in BotSettings.All.Where(s => s.Property.PropertyType.IsValueType))
        {
            var shown = SettingDefaults.Describe(property);
            var read = shown.Length > 0 && SettingText.TryParse(property.PropertyType, shown, out var value, out _) ? value : null;
            Assert.Equal((setting.Name, property.GetValue(Activator.CreateInstance(property.DeclaringType!))), (setting.Name, read));
        }
    }

    [Fact]
    public void Values_are_converted_to_their_types()
    {
        var sample = BinderOf(
            ("SAMPLE_LIMIT", "4G"), ("SAMPLE_WAIT", "5m"), ("SAMPLE_LIST", "a, b,,c"), ("SAMPLE_FLAG", "Yes"), ("SAMPLE_MONEY", "$2.50")).Bind<Sample>();

        Assert.Equal(4L << 30, sample.Limit);
        Assert.Equal(TimeSpan.FromMinutes(5), sample.Wait);
        Assert.Equal(["a", "b", "c"], sample.List);
        Assert.True(sample.Flag);
        Assert.Equal(2.5m, sample.Money);
    }

    [Fact]
    public void Blank_settings_are_treated_as_missing() =>
        Assert.Equal(new Sample().Wait, BinderOf(("SAMPLE_WAIT", "  ")).Bind<Sample>().Wait);

    [Fact]
    public void Addresses_with_credentials_in_them_are_refused()
    {
        var binder = BinderOf(("SAMPLE_SECRET_URL", "https://user:password@example.com"));

        binder.Bind<Sample>();

        Assert.Single(binder.Problems);
    }

    [Fact]
    public void A_path_from_home_is_expanded()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal(Path.Combine(home, ".local/share/slackclaudebot"), BinderOf(("DATA_DIR", "~/.local/share/slackclaudebot")).Bind<BotOptions>().DataDirectory);
    }

    [Fact]
    public void A_client_certificate_needs_its_key()
    {
        var binder = BinderOf(("TEMPORAL_ADDRESS", "temporal.example.com:7233"), ("TEMPORAL_TLS_CLIENT_CERT_PATH", typeof(Sample).Assembly.Location));

        binder.Bind<TemporalOptions>();

        Assert.Equal("TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH", Assert.Single(binder.Problems).Name);
    }

    [Fact]
    public void Unknown_roles_are_refused()
    {
        var binder = BinderOf(("ROLES", "web,cook"));

        binder.Bind<BotOptions>();

        Assert.Equal("ROLES", Assert.Single(binder.Problems).Name);
    }

    private static SettingsBinder BinderOf(params (string Name, string Value)[] settings) =>
        new(name => settings.FirstOrDefault(s => s.Name == name).Value);

    internal sealed class Sample
    {
        [Setting("SAMPLE_LIMIT", "A size.")]
        public long Limit { get; set; } = 1;

        [Setting("SAMPLE_WAIT", "A time.")]
        public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(1);

        [Setting("SAMPLE_LIST", "Some.")]
        public IReadOnlyList<string> List { get; set; } = [];

        [Setting("SAMPLE_FLAG", "Or not.")]
        public bool? Flag { get; set; }

        [Setting("SAMPLE_MONEY", "Dollars.")]
        public decimal? Money { get; set; }

        [Setting("SAMPLE_SECRET_URL", "A webhook.", Secret = true)]
        public Uri? SecretUrl { get; set; }
    }

    internal sealed class Needy
    {
        [Required]
        [Setting("SAMPLE_TOKEN", "Get one at example.com.")]
        public string? Token { get; set; }
    }
}
