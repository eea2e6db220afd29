using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;

namespace SlackClaudeBot.Cli;

/// <summary>Options of the verbs that run a Temporal service; each refuses a wrong value in one sentence.</summary>
internal static class TemporalArguments
{
    public static Option<int> Port(int fallback) => new("--port", "-p")
    {
        Description = "The port; 0 takes any.",
        DefaultValueFactory = _ => fallback,
        CustomParser = result => Parse(result, TryParsePort, "a number from 0 to 65535", fallback),
    };

    public static Option<IPAddress> Address(string name) => new(name)
    {
        Description = "The address to listen on. Anything but loopback lets other machines in.",
        DefaultValueFactory = _ => IPAddress.Loopback,
        CustomParser = result => Parse(result, TryParseAddress, "an IP address", IPAddress.Loopback),
    };

    public static Option<LogLevel> Level() => new("--log-level")
    {
        Description = "debug, info, warn, error or never.",
        DefaultValueFactory = _ => LogLevel.Warning,
        CustomParser = result => Parse(result, TryParseLevel, "debug, info, warn, error or never", LogLevel.Warning),
    };

    /// <summary>An option that is accepted because others hand it over, and does nothing here.</summary>
    public static Option<string[]> Ignored(string name, string why, params string[] aliases) => new(name, aliases) { Description = why, Hidden = true, Arity = ArgumentArity.ZeroOrMore };

    public static bool TryParsePort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;

    private static bool TryParseAddress(string? text, out IPAddress address)
    {
        var known = IPAddress.TryParse(text, out var parsed);
        address = parsed ?? IPAddress.None;
        return known;
    }

    private static bool TryParseLevel(string? text, out LogLevel level)
    {
        (var known, level) = text?.ToLowerInvariant() switch
        {
            "debug" => (true, LogLevel.Debug),
            "info" => (true, LogLevel.Information),
            "warn" => (true, LogLevel.Warning),
            "error" => (true, LogLevel.Error),
            "never" => (true, LogLevel.None),
            _ => (false, LogLevel.Warning),
        };
        return known;
    }

    private delegate bool Parser<T>(string? text, out T value);

    private static T Parse<T>(ArgumentResult result, Parser<T> parser, string expected, T fallback)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (parser(text, out var value))
        {
            return value;
        }

        result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value ?? "The port"} must be {expected}, not '{text}'.");
        return fallback;
    }

    public static Argument<int> PortArgument() => new("port")
    {
        Description = "The port; 0 takes any.",
        CustomParser = result => Parse(result, TryParsePort, "a number from 0 to 65535", 0),
    };
}
