using System.Globalization;

namespace SlackClaudeBot.Playground.Slack;

/// <summary>Hands out message ids: the time in microseconds, never the same twice.</summary>
internal sealed class SlackClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _last;

    public string NextTs()
    {
        lock (_gate)
        {
            var now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            _last = Math.Max(now, _last + 1);
            return string.Create(CultureInfo.InvariantCulture, $"{_last / 1_000_000}.{_last % 1_000_000:D6}");
        }
    }
}
