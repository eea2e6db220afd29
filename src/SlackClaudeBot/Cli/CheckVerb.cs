using System.CommandLine;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Hosting.Settings;

namespace SlackClaudeBot.Cli;

/// <summary><c>check</c>: says what is missing or wrong in the settings, without starting anything.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var command = new Command("check", "Checks the settings without starting anything.");
        command.SetAction(_ =>
        {
            var values = new SettingSources();
            if (values.IsPlayground)
            {
                Console.WriteLine("No Slack settings are given: the program would start the playground.");
                return ExitCodes.Success;
            }

            try
            {
                Console.WriteLine(values.Preset.DescribeInForce(values.Get));
                BotSettings.Load(values.Get);
                Console.WriteLine("All settings are fine.");
                return ExitCodes.Success;
            }
            catch (SettingsException e)
            {
                Console.Error.WriteLine(e.Describe());
                return ExitCodes.BadSettings;
            }
        });
        return command;
    }
}
