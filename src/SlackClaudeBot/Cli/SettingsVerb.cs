using System.CommandLine;
using SlackClaudeBot.Hosting.Settings;
using Spectre.Console;

namespace SlackClaudeBot.Cli;

/// <summary><c>settings</c>: every setting, what it is for, and its default.</summary>
internal static class SettingsVerb
{
    public static Command Create()
    {
        var command = new Command("settings", "Lists every setting with its default.");
        command.SetAction(_ =>
        {
            var table = new Table().Border(TableBorder.Simple).AddColumns("Setting", "Default", "What it is");
            foreach (var (property, setting) in BotSettings.All)
            {
                table.AddRow(Markup.Escape(setting.Name), Markup.Escape(SettingDefaults.Describe(property)), Markup.Escape(setting.Help));
            }

            AnsiConsole.Write(table);
            return ExitCodes.Success;
        });
        return command;
    }
}
