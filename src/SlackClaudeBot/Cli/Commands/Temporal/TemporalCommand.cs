using System.ComponentModel;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EmbeddedTemporal;
using Spectre.Console;
using Spectre.Console.Cli;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal sealed class TemporalCommand : AsyncCommand<TemporalCommand.Options>
{
    public override async Task<int> ExecuteAsync(CommandContext context, Options settings, CancellationToken cancellationToken)
    {
        try
        {
            using var certificate = settings.Certificate is null ? null : X509Certificate2.CreateFromPemFile(settings.Certificate, settings.Key);
            var options = new EmbeddedTemporalOptions
            {
                DatabasePath = settings.Database,
                Address = IPAddress.Parse(settings.Address),
                Port = TemporalArguments.Port(settings.Port),
                Token = settings.TokenFile is null ? null : ReadToken(settings.TokenFile),
                Certificate = certificate,
            };
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

    internal sealed class Options : CommandSettings
    {
        [CommandOption("--db <FILE>")]
        [Description("The SQLite file that keeps the histories. Without it nothing is kept.")]
        public string? Database { get; init; }

        [CommandOption("-p|--port <PORT>")]
        [Description("The port, from 1 to 65535; 0 takes any free one.")]
        [DefaultValue("7233")]
        public string Port { get; init; } = "7233";

        [CommandOption("--ip <ADDRESS>")]
        [Description("The address to listen on. Anything but loopback lets other machines in: name a token and a certificate then.")]
        [DefaultValue("127.0.0.1")]
        public string Address { get; init; } = "127.0.0.1";

        [CommandOption("--token-file <FILE>")]
        [Description("A file with the token that callers must show; only its owner should be able to read it.")]
        public string? TokenFile { get; init; }

        [CommandOption("--tls-certificate <FILE>")]
        [Description("A PEM file with the certificate to serve TLS with.")]
        public string? Certificate { get; init; }

        [CommandOption("--tls-key <FILE>")]
        [Description("A PEM file with its private key.")]
        public string? Key { get; init; }

        public override ValidationResult Validate() => TemporalArguments.Validate(
            TemporalArguments.FindPortProblem("--port", Port),
            TemporalArguments.FindAddressProblem("--ip", Address),
            (Certificate is null) == (Key is null) ? null : "TLS needs both --tls-certificate and --tls-key.");
    }
}
