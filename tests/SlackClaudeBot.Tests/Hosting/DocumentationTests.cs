using System.Text.RegularExpressions;
using SlackClaudeBot.Hosting.Settings;
using SlackClaudeBot.Tests.Architecture;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>What is written about the settings is what the program knows, and what is called a proof is there.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void The_example_lists_every_setting_with_its_default() =>
        Assert.Equal(SettingsText.ToDotEnv(), File.ReadAllText(Path.Combine(Repository.Root, ".env.example")));

    [Fact]
    public void The_reference_lists_every_setting_with_its_default() =>
        Assert.Contains(SettingsText.ToMarkdown(), File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md")), StringComparison.Ordinal);

    [Fact]
    public void No_setting_is_bound_twice() =>
        Assert.Equal(BotSettings.All.Select(s => s.Setting.Name).Distinct(), BotSettings.All.Select(s => s.Setting.Name));

    [Fact]
    public void Every_setting_is_read_by_something()
    {
        var source = string.Concat(Repository.Files("src", "*.cs").Select(File.ReadAllText));
        Assert.Empty(BotSettings.All.Where(s => !Regex.IsMatch(source, $@"\.{s.Property.Name}\b|\b{s.Property.Name}\.")).Select(s => s.Setting.Name));
    }

    [Fact]
    public void Every_test_that_the_security_page_names_is_there()
    {
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "SECURITY.md"))).Select(m => m.Value).ToHashSet();
        Assert.Contains(nameof(DocumentationTests), Classes());
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Classes()));
    }

    private static IEnumerable<string> Classes() => Repository.Files("tests", "*.cs").SelectMany(file => TestClass().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value));

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+Tests\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bclass ([A-Z][A-Za-z]+Tests)\b")]
    private static partial Regex TestClass();
}
