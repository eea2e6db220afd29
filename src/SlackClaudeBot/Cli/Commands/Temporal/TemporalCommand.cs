using System.ComponentModel;
using EmbeddedTemporal;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal sealed class TemporalCommand : AsyncCommand<TemporalCommand.Options>
{
    private const string UsualPort = "7233";

    public override Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken) => TemporalProcess.RunAsync(
        new EmbeddedTemporalOptions { DatabasePath = settings.Database, Port = TemporalArguments.Port(settings.Port) }, LogLevel.Information, cancellationToken);

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--db <FILE>")]
        [Description("The SQLite file that keeps the histories. Without it nothing is kept.")]
        public string? Database { get; init; }

        [CommandOption("-p|--port <PORT>")]
        [Description("The port on 127.0.0.1; 0 takes any.")]
        [DefaultValue(UsualPort)]
        public string Port { get; init; } = UsualPort;

        public override ValidationResult Validate() => TemporalArguments.Validate(TemporalArguments.FindPortProblem("--port", Port));
    }
}
