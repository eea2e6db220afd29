using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace SlackClaudeBot.Hosting.Settings;

/// <summary>Every setting as a document: what people copy to <c>.env</c>, and what they read.</summary>
internal static class SettingsText
{
    private const int CommentWidth = 118;

    /// <summary>The contents of <c>.env.example</c>: every setting with its help, those that must be set without a leading <c>#</c>.</summary>
    public static string ToDotEnv()
    {
        var text = new StringBuilder("# Copy this file to .env and fill in what has no value. Everything else shows its default.\n");
        foreach (var (property, setting) in BotSettings.All)
        {
            text.Append('\n');
            foreach (var line in Wrap(setting.Help))
            {
                text.Append(CultureInfo.InvariantCulture, $"# {line}\n");
            }

            var fallback = SettingDefaults.Describe(property);
            var isRequired = fallback.Length == 0 && property.GetCustomAttribute<RequiredAttribute>() is not null;
            text.Append(CultureInfo.InvariantCulture, $"{(isRequired ? string.Empty : "#")}{setting.Name}={fallback}\n");
        }

        return text.ToString();
    }

    /// <summary>The same as a Markdown table.</summary>
    public static string ToMarkdown()
    {
        var text = new StringBuilder("| setting | default | what it is |\n| --- | --- | --- |\n");
        foreach (var (property, setting) in BotSettings.All)
        {
            var fallback = SettingDefaults.Describe(property);
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {(fallback.Length == 0 ? string.Empty : $"`{fallback}`")} | {setting.Help.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
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
