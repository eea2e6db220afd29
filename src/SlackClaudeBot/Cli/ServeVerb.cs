using System.CommandLine;
using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;

namespace SlackClaudeBot.Cli;

/// <summary><c>serve</c>: takes what Slack sends and runs tasks, until it is stopped.</summary>
internal static class ServeVerb
{
    private static readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "The playground starts over: its messages, tasks, pull requests and pushes of earlier runs are removed.",
    };

    private static readonly Option<int?> _pagePort = new("--page-port") { Description = "The port of the playground's page. Not set: the last one, or 3001." };

    public static Command Create()
    {
        var command = new Command("serve", "Serves until it is stopped. This is the default.");
        AddTo(command);
        return command;
    }

    /// <summary>Lets a command serve, with this verb's options.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(_fresh);
        command.Options.Add(_pagePort);
        command.SetAction((parsed, cancellationToken) => RunAsync(new PlaygroundStart(parsed.GetValue(_fresh), parsed.GetValue(_pagePort)), cancellationToken));
    }

    private static async Task<int> RunAsync(PlaygroundStart start, CancellationToken cancellationToken)
    {
        try
        {
            await using var installation = await Installation.StartAsync(new SettingSources(), start, cancellationToken);
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
