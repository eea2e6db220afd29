using System.ComponentModel;
using System.Globalization;
using EmbeddedTemporal;
using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal sealed class TemporalCommand : AsyncCommand<TemporalCommand.Options>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddBotConsole(LogLevel.Information));
        var options = new EmbeddedTemporalOptions { DatabasePath = settings.Database, Port = settings.PortNumber!.Value, LoggerFactory = logs };
        try
        {
            await using var server = await EmbeddedTemporalServer.StartAsync(options, cancellationToken);
            Console.WriteLine($"Temporal listens on {server.Address}");
            await UntilCancelledAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (DatabaseException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failure;
        }
    }

    private static async Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
    }

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--db <FILE>")]
        [Description("The SQLite file that keeps the histories. Without it nothing is kept.")]
        public string? Database { get; init; }

        /// <summary>Text, so that a mistake is answered in words.</summary>
        [CommandOption("--port <PORT>")]
        [Description("The port on 127.0.0.1, from 1 to 65535; 0 takes any free one. 7233 if it is not set.")]
        public string? Port { get; init; }

        /// <summary>Null if the text is not a port.</summary>
        internal int? PortNumber => Port is null
            ? EmbeddedTemporalOptions.DefaultPort
            : int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port : null;

        public override ValidationResult Validate() => PortNumber is null
            ? ValidationResult.Error($"--port is a whole number from 0 to 65535, not {Port}.")
            : ValidationResult.Success();
    }
}
