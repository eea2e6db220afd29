using System.Globalization;
using System.Net;
using Spectre.Console;

namespace SlackClaudeBot.Cli.Commands.Temporal;

/// <summary>Values on the command lines that run a Temporal service. Options are text, so that a wrong value is refused in one sentence.</summary>
internal static class TemporalArguments
{
    public static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;

    public static int Port(string text) => TryParsePort(text, out var port) ? port : throw new ArgumentOutOfRangeException(nameof(text));

    /// <summary>The first problem, or success.</summary>
    /// <param name="problems">Null for each value that is right.</param>
    public static ValidationResult Validate(params string?[] problems) =>
        problems.FirstOrDefault(problem => problem is not null) is { } first ? ValidationResult.Error(first) : ValidationResult.Success();

    public static string? FindPortProblem(string name, string text) =>
        TryParsePort(text, out _) ? null : $"{name} must be a number from 0 to 65535, not '{text}'.";

    public static string? FindAddressProblem(string name, string text) =>
        IPAddress.TryParse(text, out _) ? null : $"{name} must be an IP address, not '{text}'.";

    public static string? FindLevelProblem(string name, string text) =>
        Level(text) is not null ? null : $"{name} must be debug, info, warn, error or never, not '{text}'.";

    /// <summary>The level for a name that Temporal uses; null if there is none.</summary>
    public static LogLevel? Level(string text) => text.ToUpperInvariant() switch
    {
        "DEBUG" => LogLevel.Debug,
        "INFO" => LogLevel.Information,
        "WARN" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "NEVER" => LogLevel.None,
        _ => null,
    };
}
