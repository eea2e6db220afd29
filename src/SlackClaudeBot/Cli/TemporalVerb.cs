using System.CommandLine;
using EmbeddedTemporal;
using EmbeddedTemporal.Storage;
using SlackClaudeBot.Hosting;

namespace SlackClaudeBot.Cli;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal static class TemporalVerb
{
    public static Command Create()
    {
        var database = new Option<string?>("--db") { Description = "The SQLite file that keeps the histories. Without it nothing is kept." };
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; 0 takes any.", DefaultValueFactory = _ => EmbeddedTemporalOptions.DefaultPort };
        var command = new Command("temporal", "Runs the embedded Temporal service alone.") { database, port };
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(database), result.GetValue(port), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? database, int port, CancellationToken cancellationToken)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddBotConsole(LogLevel.Information));
        var options = new EmbeddedTemporalOptions { DatabasePath = database, Port = port, LoggerFactory = logs };
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
}
