using System.CommandLine;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;
using Spectre.Console;

namespace SlackClaudeBot.Cli;

/// <summary><c>settings</c>: every setting, what it is for, and its default.</summary>
internal static class SettingsVerb
{
    private enum Format
    {
        List,
        Env,
        Markdown,
    }

    public static Command Create()
    {
        var format = new Option<Format>("--format") { Description = "list to read it here, env for a .env file, markdown for documentation." };
        var command = new Command("settings", "Lists every setting with its default.") { format };
        command.SetAction(result =>
        {
            switch (result.GetValue(format))
            {
                case Format.Env:
                    Console.Write(SettingsText.ToDotEnv());
                    break;
                case Format.Markdown:
                    Console.Write(SettingsText.ToMarkdown());
                    break;
                default:
                    List();
                    break;
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static void List()
    {
        var sources = new SettingSources();
        AnsiConsole.WriteLine(sources.Preset.DescribeInForce(sources.Get));
        AnsiConsole.WriteLine();
        foreach (var (property, setting) in BotSettings.All)
        {
            var fallback = sources.Preset.Defaults.GetValueOrDefault(setting.Name) ?? SettingDefaults.Describe(property);
            AnsiConsole.MarkupLineInterpolated($"[bold]{setting.Name}[/]{(fallback.Length == 0 ? string.Empty : $" = {fallback}")}");
            AnsiConsole.Write(new Padder(new Text(setting.Help), new Padding(4, 0, 0, 0)));
        }
    }
}
