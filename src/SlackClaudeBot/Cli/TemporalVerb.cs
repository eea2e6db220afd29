using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EmbeddedTemporal;

namespace SlackClaudeBot.Cli;

/// <summary><c>temporal</c>: runs the embedded Temporal service alone, for any Temporal SDK, command line or web UI.</summary>
internal static class TemporalVerb
{
    public static Command Create()
    {
        var database = new Option<string?>("--db") { Description = "The SQLite file that keeps the histories. Without it nothing is kept." };
        var port = TemporalArguments.Port(EmbeddedTemporalOptions.DefaultPort);
        var address = TemporalArguments.Address("--ip");
        var token = new Option<string?>("--token-file") { Description = "A file with the token that callers must show; only its owner should be able to read it." };
        var certificate = new Option<string?>("--tls-certificate") { Description = "A PEM file with the certificate to serve TLS with." };
        var key = new Option<string?>("--tls-key") { Description = "A PEM file with its private key." };
        var command = new Command("temporal", "Runs the embedded Temporal service alone.") { database, port, address, token, certificate, key };
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                using var served = ReadCertificate(result.GetValue(certificate), result.GetValue(key));
                var options = new EmbeddedTemporalOptions
                {
                    DatabasePath = result.GetValue(database),
                    Address = result.GetRequiredValue(address),
                    Port = result.GetValue(port),
                    Token = ReadToken(result.GetValue(token)),
                    Certificate = served,
                };
                return await TemporalProcess.RunAsync(options, LogLevel.Information, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return ExitCodes.Failure;
            }
        });
        return command;
    }

    private static string? ReadToken(string? path)
    {
        if (path is null)
        {
            return null;
        }

        var token = File.ReadAllText(path).Trim();
        return token.Length > 0 ? token : throw new IOException($"'{path}' is empty: write the token into it.");
    }

    private static X509Certificate2? ReadCertificate(string? certificate, string? key)
    {
        if (certificate is null && key is null)
        {
            return null;
        }

        return certificate is not null && key is not null
            ? X509Certificate2.CreateFromPemFile(certificate, key)
            : throw new IOException("TLS needs both --tls-certificate and --tls-key.");
    }
}
