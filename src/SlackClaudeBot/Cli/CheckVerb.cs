using System.CommandLine;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;
using SlackClaudeBot.Slack;
using SlackClaudeBot.Slack.Tokens;

namespace SlackClaudeBot.Cli;

/// <summary><c>check</c>: says what is missing or wrong in the settings, and which token Slack refuses, without starting anything.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var command = new Command("check", "Checks the settings, and asks Slack whether it takes the tokens, without starting anything.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
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
            var settings = BotSettings.Load(values.Get);
            var (refused, noAnswer) = await SlackTokens.AskAsync(settings.Get<SlackOptions>(), cancellationToken);
            if (refused.Count > 0)
            {
                throw new SettingsException(refused);
            }

            Console.WriteLine(noAnswer is null ? "All settings are fine." : $"All settings look fine, but Slack did not say whether it takes the tokens: {noAnswer}");
            return ExitCodes.Success;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Describe());
            return ExitCodes.BadSettings;
        }
    }
}
