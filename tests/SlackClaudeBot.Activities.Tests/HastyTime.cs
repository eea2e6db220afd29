namespace SlackClaudeBot.Activities.Tests;

/// <summary>Timers that go off after a thousandth of their time.</summary>
internal sealed class HastyTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime / 1000, period / 1000);
}
