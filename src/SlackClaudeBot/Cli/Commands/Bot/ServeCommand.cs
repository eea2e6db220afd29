using System.ComponentModel;
using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Settings;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Bot;

/// <summary><c>serve</c>: receives what Slack sends and runs tasks, until it is stopped.</summary>
internal sealed class ServeCommand : AsyncCommand<ServeCommand.Options>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var host = await BotHost.StartAsync(new SettingSources(), new PlaygroundStart(settings.Fresh, settings.PagePort), cancellationToken);
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

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--fresh")]
        [Description("The playground starts over: the messages, tasks, pull requests and pushes of earlier runs are removed.")]
        public bool Fresh { get; init; }

        /// <summary>Text, so that a mistake is answered in words.</summary>
        [CommandOption("--page-port <PORT>")]
        [Description("The port of the playground's page, from 1 to 65535. The last one, or 3001, if it is not set.")]
        public string? Port { get; init; }

        /// <summary>Null if none was chosen.</summary>
        internal int? PagePort => ushort.TryParse(Port, out var port) && port > 0 ? port : null;

        public override ValidationResult Validate() => Port is not null && PagePort is null
            ? ValidationResult.Error($"--page-port is a whole number from 1 to 65535, not {Port}.")
            : ValidationResult.Success();
    }
}
