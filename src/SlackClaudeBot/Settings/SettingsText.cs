using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace SlackClaudeBot.Settings;

/// <summary>Writes every setting as a document: <c>.env.example</c>, and the table in <c>docs/settings.md</c>.</summary>
internal static class SettingsText
{
    private const int CommentWidth = 118;

    /// <summary>The contents of <c>.env.example</c>: every setting with its help. Required settings have no leading <c>#</c>.</summary>
    public static string ToDotEnv()
    {
        var text = new StringBuilder(
            """
            # Copy this file to .env. Fill in the lines without a #, SLACK_SIGNING_SECRET or SLACK_APP_TOKEN, and GITHUB_TOKEN or a GitHub App.
            # The other lines show the defaults. `SlackClaudeBot check` lists what is still missing or wrong.
            # Durations: 90s, 30m, 24h, 7d. Sizes: 512M, 1.5G. A value may be quoted; a quoted value may have several lines.

            """);
        foreach (var (property, setting) in BotSettings.All)
        {
            text.Append('\n');
            var help = setting.Name == Presets.SettingName ? Presets.All.Select(preset => preset.Describe()).Prepend(setting.Help) : [setting.Help];
            foreach (var line in help.SelectMany(Wrap))
            {
                text.Append(CultureInfo.InvariantCulture, $"# {line}\n");
            }

            var fallback = SettingDefaults.Describe(property);
            var isRequired = fallback.Length == 0 && property.GetCustomAttribute<RequiredAttribute>() is not null;
            text.Append(CultureInfo.InvariantCulture, $"{(isRequired ? string.Empty : "#")}{setting.Name}={fallback}\n");
        }

        return text.ToString();
    }

    /// <summary>The same as a Markdown table, and a table of what the presets set.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| setting | default | what it is |\n| --- | --- | --- |\n");
        foreach (var (property, setting) in BotSettings.All)
        {
            var fallback = SettingDefaults.Describe(property);
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {(fallback.Length == 0 ? string.Empty : $"`{fallback}`")} | {setting.Help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## What `{Presets.SettingName}` sets\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| setting | {string.Join(" | ", Presets.All.Select(preset => preset.Name))} |\n| --- |{string.Concat(Presets.All.Select(_ => " --- |"))}\n");
        foreach (var (property, setting) in BotSettings.All.Where(s => Presets.All.Any(preset => preset.Defaults.ContainsKey(s.Setting.Name))))
        {
            var cells = Presets.All.Select(preset => preset.Defaults.GetValueOrDefault(setting.Name) ?? SettingDefaults.Describe(property)).Select(value => value.Length == 0 ? "" : $"`{value}`");
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {string.Join(" | ", cells)} |\n");
        }

        foreach (var rule in Presets.All.SelectMany(preset => preset.Rules))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n`{rule.Setting}` {rule.Message} {rule.Help}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > CommentWidth)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length == 0 ? string.Empty : " ").Append(word);
        }

        yield return line.ToString();
    }
}
