namespace SlackClaudeBot.Slack.Inbound.SocketMode;

/// <summary>
/// The time between two connections of one slot: none after a connection that worked, and a growing one after connections that failed or
/// that Slack ended at once, for example with <c>too_many_websockets</c>.
/// </summary>
internal sealed class ReconnectPause
{
    /// <summary>The upper bound of the first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The upper bound of all pauses.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Slack renews a connection after hours.
    private static readonly TimeSpan _working = TimeSpan.FromMinutes(1);

    private TimeSpan _next = First;

    /// <param name="open">How long the last connection was open; zero if it did not open.</param>
    public TimeSpan After(TimeSpan open)
    {
        if (open >= _working)
        {
            _next = First;
            return TimeSpan.Zero;
        }

        var longest = _next;
        _next = _next * 2 < Limit ? _next * 2 : Limit;

        // Jitter keeps many processes from reconnecting at the same moment.
#pragma warning disable CA5394 // Not a secret.
        return longest * (0.5 + (Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}
