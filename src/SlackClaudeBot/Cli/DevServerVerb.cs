using System.CommandLine;
using EmbeddedTemporal;

namespace SlackClaudeBot.Cli;

/// <summary>
/// <c>server start-dev</c>: runs the service with the arguments of Temporal's dev server, so that SDKs can start it
/// (<c>DevServerOptions.ExistingPath</c>). https://docs.temporal.io/cli/server#start-dev
/// </summary>
internal static class DevServerVerb
{
    public static Command Create()
    {
        var port = TemporalArguments.Port(EmbeddedTemporalOptions.DefaultPort);
        var address = TemporalArguments.Address("--ip");
        var namespaces = new Option<string[]>("--namespace", "-n") { Description = "A namespace to create beside default; may be given more than once." };
        var database = new Option<string?>("--db-filename", "-f") { Description = "The SQLite file that keeps the histories. Without it nothing is kept." };
        var level = TemporalArguments.Level();
        var searchAttributes = new Option<string[]>("--search-attribute") { Description = "A search attribute to create, as Name=Type; may be given more than once." };
        var dynamicConfiguration = new Option<string[]>("--dynamic-config-value") { Description = "A setting of the service as NAME=VALUE; may be given more than once. Those that are not offered are ignored." };
        var start = new Command("start-dev", "Runs the Temporal service as its dev server is started.")
        {
            port,
            address,
            namespaces,
            database,
            level,
            searchAttributes,
            dynamicConfiguration,
            TemporalArguments.Ignored("--log-format", "The program has one format."),
            TemporalArguments.Ignored("--log-config", "There is nothing to log of it."),
            TemporalArguments.Ignored("--headless", "There is no web UI; Temporal's works with this service."),
            TemporalArguments.Ignored("--ui-port", "There is no web UI."),
            TemporalArguments.Ignored("--ui-ip", "There is no web UI."),
            TemporalArguments.Ignored("--http-port", "There is no HTTP API."),
            TemporalArguments.Ignored("--metrics-port", "There are no metrics."),
            TemporalArguments.Ignored("--sqlite-pragma", "The service sets its own."),
        };
        start.SetAction((result, cancellationToken) => TemporalProcess.RunAsync(
            new EmbeddedTemporalOptions
            {
                DatabasePath = result.GetValue(database),
                Address = result.GetRequiredValue(address),
                Port = result.GetValue(port),
                AllowsOtherPort = false,
                Namespaces = ["default", .. result.GetValue(namespaces)!.Where(n => n != "default").Distinct()],
            },
            result.GetValue(level),
            cancellationToken));
        return new Command("server", "Temporal's dev server, as SDKs start it.") { start };
    }
}
