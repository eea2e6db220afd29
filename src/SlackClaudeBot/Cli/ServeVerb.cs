using System.CommandLine;
using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Cli;

/// <summary><c>serve</c>: takes what Slack sends and runs tasks, until it is stopped.</summary>
internal static class ServeVerb
{
    public static Command Create()
    {
        var command = new Command("serve", "Serves until it is stopped. This is the default.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var installation = await Installation.StartAsync(new SettingSources(), cancellationToken);
            await installation.RunAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Describe());
            return ExitCodes.BadSettings;
        }
        catch (Exception e) when (e is StartException or DatabaseException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failure;
        }
    }
}
