using SlackClaudeBot.Settings;
using SlackClaudeBot.Tasks;

namespace SlackClaudeBot.Tests.Settings;

public sealed class PresetsTests
{
    [Fact]
    public void A_preset_sets_what_is_not_set_and_an_explicit_setting_wins()
    {
        var settings = BotSettings.Load(SettingValues.With(("CLAUDE_TEMPORAL_ENV", "production"), ("APPROVERS", "U0BOSS"), ("WORKER_MAX_ACTIVITIES", "7")));

        Assert.Equal(TimeSpan.FromHours(72), settings.Get<NewTaskOptions>().ApprovalTimeout);
        Assert.Equal((7, 200), (settings.Get<TemporalOptions>().MaxActivities, settings.Get<TemporalOptions>().MaxWorkflowTasks));
    }

    [Fact]
    public void Without_one_every_setting_has_its_own_default()
    {
        var settings = BotSettings.Load(SettingValues.With());

        Assert.Equal(new NewTaskOptions().ApprovalTimeout, settings.Get<NewTaskOptions>().ApprovalTimeout);
        Assert.Equal(new TemporalOptions().MaxActivities, settings.Get<TemporalOptions>().MaxActivities);
    }

    [Fact]
    public void Production_requires_approvers_and_refuses_a_process_sandbox()
    {
        var problems = Assert.Throws<SettingsException>(() => BotSettings.Load(SettingValues.With(("CLAUDE_TEMPORAL_ENV", "Production"), ("SANDBOX", "process")))).Problems;

        Assert.Equal(["APPROVERS", "SANDBOX"], problems.Select(p => p.Name));
        Assert.Contains(problems, p => p.Help.Contains("APPROVERS=anyone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("development")]
    [InlineData("staging")]
    public void Elsewhere_both_are_allowed(string stage) => BotSettings.Load(SettingValues.With(("CLAUDE_TEMPORAL_ENV", stage), ("SANDBOX", "process")));

    [Fact]
    public void An_unknown_preset_is_refused() =>
        Assert.Contains(Assert.Throws<SettingsException>(() => BotSettings.Load(SettingValues.With(("CLAUDE_TEMPORAL_ENV", "prod")))).Problems, p => p.Name == "CLAUDE_TEMPORAL_ENV");

    [Fact]
    public void The_effective_defaults_are_described_without_those_that_are_set() => Assert.Equal(
        "CLAUDE_TEMPORAL_ENV=staging sets TASK_BUDGET_USD=5, WORKER_MAX_ACTIVITIES=10; set by you: LOG_LEVEL.",
        Presets.Find("staging").DescribeEffective(SettingValues.With(("LOG_LEVEL", "warning"))));

    [Fact]
    public void Nothing_is_said_about_a_preset_that_sets_nothing() => Assert.Null(Presets.Find("development").DescribeEffective(SettingValues.With()));

    [Fact]
    public void Presets_set_existing_settings_to_valid_values()
    {
        var names = BotSettings.All.Select(s => s.Setting.Name).ToList();
        foreach (var preset in Presets.All)
        {
            Assert.Empty(preset.Defaults.Keys.Concat(preset.Rules.Select(rule => rule.Setting)).Except(names));
            BotSettings.Load(SettingValues.With(("CLAUDE_TEMPORAL_ENV", preset.Name), ("APPROVERS", "anyone")));
        }
    }

    [Fact]
    public void Every_environment_has_a_preset() => Assert.Equal(Enum.GetValues<DeploymentEnvironment>(), Presets.All.Select(preset => preset.Stage));
}
