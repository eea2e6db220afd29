using System.ComponentModel;
using EmbeddedTemporal;
using EmbeddedTemporal.Time;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>
/// A bare port: runs the service on a clock that skips time, as SDKs start Temporal's test server (<c>TestServerOptions.ExistingPath</c>).
/// </summary>
internal sealed class TestServerCommand : AsyncCommand<TestServerCommand.Options>
{
    public const string Name = "test-server";

    /// <summary>Puts the command's name before a bare port.</summary>
    public static string[] Expand(string[] args) => args.Length > 0 && args[0].Length > 0 && args[0].All(char.IsAsciiDigit) ? [Name, .. args] : args;

    public override Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken) => TemporalProcess.RunAsync(
        new EmbeddedTemporalOptions { Port = TemporalArguments.Port(settings.Port), AllowsOtherPort = false, TimeProvider = new TimeSkippingClock() }, LogLevel.Warning, cancellationToken);

    internal sealed class Options : CommandSettings
    {
        [CommandArgument(0, "<PORT>")]
        [Description("The port; 0 takes any.")]
        public string Port { get; init; } = string.Empty;

        /// <summary>Accepted because SDKs pass it: tests lock and unlock the skipping themselves.</summary>
        [CommandOption("--enable-time-skipping", IsHidden = true)]
        public bool EnablesTimeSkipping { get; init; }

        public override ValidationResult Validate() => TemporalArguments.Validate(TemporalArguments.FindPortProblem("The port", Port));
    }
}
