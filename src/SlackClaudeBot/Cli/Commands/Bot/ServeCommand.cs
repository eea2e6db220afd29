using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Bot;

/// <summary><c>serve</c>: receives what Slack sends and runs tasks, until it is stopped.</summary>
internal sealed class ServeCommand : AsyncCommand
{
    public override async Task<int> ExecuteAsync(CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await BotHost.StartAsync(new SettingSources(), cancellationToken);
            await host.RunAsync(cancellationToken);
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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Success;
        }
    }
}
