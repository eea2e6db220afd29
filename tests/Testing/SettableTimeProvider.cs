using Microsoft.Extensions.Time.Testing;

namespace SlackClaudeBot.Testing;

/// <summary>
/// A <see cref="FakeTimeProvider"/> whose wall clock can be set as an administrator sets one: time stamps and timers do not notice.
/// <see cref="FakeTimeProvider.AdjustTime"/> moves the time stamps too.
/// </summary>
public class SettableTimeProvider : FakeTimeProvider
{
    public SettableTimeProvider()
    {
    }

    public SettableTimeProvider(DateTimeOffset start)
        : base(start)
    {
    }

    /// <summary>How far the wall clock was set away from the time that passed.</summary>
    public TimeSpan Offset { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
