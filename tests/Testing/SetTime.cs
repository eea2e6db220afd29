namespace SlackClaudeBot.Testing;

/// <summary>A clock that stands still until it is set.</summary>
public sealed class SetTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    /// <summary>What has passed in truth, however the clock is set.</summary>
    public TimeSpan Passed { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Passed.Ticks;
}
