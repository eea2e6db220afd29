using System.ComponentModel;
using SlackClaudeBot.Settings;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Settings;

/// <summary><c>settings</c>: every setting, what it is for, and its default.</summary>
internal sealed class SettingsCommand : Command<SettingsCommand.Options>
{
    private const string List = "list";
    private const string Env = "env";
    private const string Markdown = "markdown";

    public override int Execute(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        switch (settings.Format.ToLowerInvariant())
        {
            case Env:
                Console.Write(SettingsText.ToDotEnv());
                break;
            case Markdown:
                Console.Write(SettingsText.ToMarkdown());
                break;
            default:
                WriteList();
                break;
        }

        return ExitCodes.Success;
    }

    private static void WriteList()
    {
        var sources = new SettingSources();
        if (sources.Preset.DescribeEffective(sources.Get) is { } preset)
        {
            AnsiConsole.WriteLine(preset);
            AnsiConsole.WriteLine();
        }

        foreach (var (property, setting) in BotSettings.All)
        {
            var fallback = sources.Preset.Defaults.GetValueOrDefault(setting.Name) ?? SettingDefaults.Describe(property);
            AnsiConsole.MarkupLineInterpolated($"[bold]{setting.Name}[/]{(fallback.Length == 0 ? string.Empty : $" = {fallback}")}");
            AnsiConsole.Write(new Padder(new Text(setting.Help), new Padding(4, 0, 0, 0)));
        }
    }

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--format <FORMAT>")]
        [Description("list to read it here, env for a .env file, markdown for documentation.")]
        [DefaultValue(List)]
        public string Format { get; init; } = List;

        public override ValidationResult Validate() => Format.ToLowerInvariant() is List or Env or Markdown
            ? ValidationResult.Success()
            : ValidationResult.Error($"--format is {List}, {Env} or {Markdown}, not {Format}.");
    }
}
