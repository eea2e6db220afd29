using System.ComponentModel;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EmbeddedTemporal;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal sealed class TemporalCommand : AsyncCommand<TemporalCommand.Options>
{
    private const string UsualPort = "7233";

    public override async Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        try
        {
            using var certificate = settings.CertificatePath is { } path ? X509Certificate2.CreateFromPemFile(path, settings.KeyPath) : null;
            var options = settings.AddTo(new EmbeddedTemporalOptions
            {
                DatabasePath = settings.Database,
                SearchAttributes = TaskSearchAttributes.Types,
                Address = IPAddress.Parse(settings.Address),
                Port = TemporalArguments.Port(settings.Port),
                Token = settings.TokenPath is { } token ? ReadToken(token) : null,
                Certificate = certificate,
            });
            return await TemporalProcess.RunAsync(options, LogLevel.Information, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Failure;
        }
    }

    private static string ReadToken(string path)
    {
        var token = File.ReadAllText(path).Trim();
        return token.Length > 0 ? token : throw new IOException($"'{path}' is empty: write the token into it.");
    }

    internal sealed class Options : ServiceSettings
    {
        [CommandOption("--db <FILE>")]
        [Description("The SQLite file that keeps the histories. Without it nothing is kept.")]
        public string? Database { get; init; }

        [CommandOption("--ip <ADDRESS>")]
        [Description("The address to listen on. Anything but loopback lets other machines in.")]
        [DefaultValue("127.0.0.1")]
        public string Address { get; init; } = "127.0.0.1";

        [CommandOption("-p|--port <PORT>")]
        [Description("The port; 0 takes any.")]
        [DefaultValue(UsualPort)]
        public string Port { get; init; } = UsualPort;

        [CommandOption("--token-file <FILE>")]
        [Description("A file with the token that callers must show.")]
        public string? TokenPath { get; init; }

        [CommandOption("--tls-certificate <FILE>")]
        [Description("A PEM file with the certificate to serve TLS with.")]
        public string? CertificatePath { get; init; }

        [CommandOption("--tls-key <FILE>")]
        [Description("A PEM file with its private key.")]
        public string? KeyPath { get; init; }

        public override ValidationResult Validate() => TemporalArguments.Validate(
            TemporalArguments.FindPortProblem("--port", Port),
            TemporalArguments.FindAddressProblem("--ip", Address),
            CertificatePath is null == KeyPath is null ? null : "TLS needs both --tls-certificate and --tls-key.",
            FindServiceProblem());
    }
}
