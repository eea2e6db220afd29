using System.Globalization;
using SlackClaudeBot.EndToEnd.Drivers;

namespace SlackClaudeBot.EndToEnd.Hostile;

/// <summary>
/// Makes bad requests. The same seed makes the same ones; <c>HOSTILE_SEED</c> sets it. Not FsCheck: each request is independent and printed
/// when it fails, so there is no sequence to shrink.
/// </summary>
internal sealed class HostileRequests
{
    private readonly string _secret;
    private readonly HostileCommands _commands;
    private readonly HostileTransport _transport;

    public HostileRequests(World world)
    {
        Seed = int.TryParse(Environment.GetEnvironmentVariable("HOSTILE_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();
        _secret = world.Settings["SLACK_SIGNING_SECRET"];
        _commands = new HostileCommands(world.Slack);
        _transport = new HostileTransport(_commands, _secret);
        Interactions = new HostileInteractions(world.Slack, new Uri(world.Settings["SLACK_API_URL"]));
    }

    public int Seed { get; }

    public HostileInteractions Interactions { get; }

    /// <summary>The n-th request.</summary>
    public HostileRequest Make(int number)
    {
        var random = new Random(unchecked((Seed * 397) ^ (number * 7919)));
        return random.Next(3) switch
        {
            0 => _transport.Next(random, number),
            1 => Sign(_commands.Next(random, number)),
            _ => Sign(Interactions.Next(random, number)),
        };
    }

    /// <summary>A command as Slack would send it.</summary>
    public HostileRequest Command(string text, int number) => Sign(_commands.Of("typed", text, number));

    /// <summary>The same, signed as Slack does.</summary>
    public HostileRequest Sign(HostileRequest request) => request.Signed(_secret, DateTimeOffset.UtcNow);
}
