using System.CommandLine;
using EmbeddedTemporal;

namespace SlackClaudeBot.Cli;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal static class TemporalVerb
{
    public static Command Create()
    {
        var database = new Option<string?>("--db") { Description = "The SQLite file that keeps the histories. Without it nothing is kept." };
        var port = TemporalArguments.Port(EmbeddedTemporalOptions.DefaultPort);
        var command = new Command("temporal", "Runs the embedded Temporal service alone.") { database, port };
        command.SetAction((result, cancellationToken) => TemporalProcess.RunAsync(
            new EmbeddedTemporalOptions { DatabasePath = result.GetValue(database), Port = result.GetValue(port) }, LogLevel.Information, cancellationToken));
        return command;
    }
}
