using System.CommandLine;
using EmbeddedTemporal;

namespace SlackClaudeBot.Cli;

/// <summary>
/// A bare port: runs the service on a clock that skips time, as SDKs start Temporal's test server (<c>TestServerOptions.ExistingPath</c>).
/// </summary>
internal static class TestServerVerb
{
    private const string Name = "test-server";

    public static Command Create()
    {
        var port = TemporalArguments.PortArgument();
        var command = new Command(Name, "Runs the Temporal service for tests, on a clock that can skip time. A bare port does the same.")
        {
            port,
            TemporalArguments.Ignored("--enable-time-skipping", "Tests lock and unlock it themselves."),
        };
        command.SetAction((result, cancellationToken) => TemporalProcess.RunAsync(
            new EmbeddedTemporalOptions { Port = result.GetValue(port), AllowsOtherPort = false, TimeProvider = new TimeSkippingClock() }, LogLevel.Warning, cancellationToken));
        return command;
    }

    /// <summary>Puts the verb before a bare port.</summary>
    public static string[] Expand(string[] args) => args.Length > 0 && args[0].Length > 0 && args[0].All(char.IsAsciiDigit) ? [Name, .. args] : args;
}
