using System.ComponentModel;
using System.Net;
using EmbeddedTemporal;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>
/// <c>server start-dev</c>: runs the service with the arguments of Temporal's dev server, so that SDKs can start it
/// (<c>DevServerOptions.ExistingPath</c>). https://docs.temporal.io/cli/server#start-dev
/// </summary>
internal sealed class StartDevCommand : AsyncCommand<StartDevCommand.Options>
{
    public override Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken) => TemporalProcess.RunAsync(
        settings.AddTo(new EmbeddedTemporalOptions
        {
            DatabasePath = settings.Database,
            Address = IPAddress.Parse(settings.Address),
            Port = TemporalArguments.Port(settings.Port),
            AllowsOtherPort = false,
            Namespaces = ["default", .. settings.Namespaces.Where(n => n != "default").Distinct()],
        }),
        TemporalArguments.Level(settings.LogLevel)!.Value,
        cancellationToken);

    internal sealed class Options : ServiceSettings
    {
        [CommandOption("-p|--port <PORT>")]
        [Description("The port; 0 takes any.")]
        [DefaultValue("7233")]
        public string Port { get; init; } = "7233";

        [CommandOption("--ip <ADDRESS>")]
        [Description("The address to listen on. Anything but loopback lets other machines in.")]
        [DefaultValue("127.0.0.1")]
        public string Address { get; init; } = "127.0.0.1";

        [CommandOption("-n|--namespace <NAME>")]
        [Description("A namespace to create beside default; may be given more than once.")]
        public string[] Namespaces { get; init; } = [];

        [CommandOption("-f|--db-filename <FILE>")]
        [Description("The SQLite file that keeps the histories. Without it nothing is kept.")]
        public string? Database { get; init; }

        [CommandOption("--log-level <LEVEL>")]
        [Description("debug, info, warn, error or never.")]
        [DefaultValue("warn")]
        public string LogLevel { get; init; } = "warn";

        /// <summary>Accepted because SDKs pass it: the program has one format.</summary>
        [CommandOption("--log-format <FORMAT>", IsHidden = true)]
        public string[] LogFormat { get; init; } = [];

        /// <summary>Accepted because SDKs pass it.</summary>
        [CommandOption("--log-config", IsHidden = true)]
        public bool LogConfiguration { get; init; }

        /// <summary>Accepted because SDKs pass it: there is no web UI. Temporal's own works with this service.</summary>
        [CommandOption("--headless", IsHidden = true)]
        public bool Headless { get; init; }

        /// <summary>Accepted because SDKs pass it: there is no web UI.</summary>
        [CommandOption("--ui-port <PORT>", IsHidden = true)]
        public string[] UiPort { get; init; } = [];

        /// <summary>Accepted because SDKs pass it: there is no web UI.</summary>
        [CommandOption("--ui-ip <ADDRESS>", IsHidden = true)]
        public string[] UiAddress { get; init; } = [];

        /// <summary>Accepted because SDKs pass it: there is no HTTP API.</summary>
        [CommandOption("--http-port <PORT>", IsHidden = true)]
        public string[] HttpPort { get; init; } = [];

        /// <summary>Accepted because SDKs pass it: there are no metrics.</summary>
        [CommandOption("--metrics-port <PORT>", IsHidden = true)]
        public string[] MetricsPort { get; init; } = [];

        /// <summary>Accepted because SDKs pass it: the service sets its own.</summary>
        [CommandOption("--sqlite-pragma <PRAGMA>", IsHidden = true)]
        public string[] SqlitePragmas { get; init; } = [];

        public override ValidationResult Validate() => TemporalArguments.Validate(
            TemporalArguments.FindPortProblem("--port", Port),
            TemporalArguments.FindAddressProblem("--ip", Address),
            TemporalArguments.FindLevelProblem("--log-level", LogLevel),
            FindServiceProblem());
    }
}
