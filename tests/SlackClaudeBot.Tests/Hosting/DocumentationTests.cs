using SlackClaudeBot.Hosting.Settings;
using SlackClaudeBot.Tests.Architecture;

namespace SlackClaudeBot.Tests.Hosting;

/// <summary>What is written about the settings is what the program knows.</summary>
public sealed class DocumentationTests
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
}
