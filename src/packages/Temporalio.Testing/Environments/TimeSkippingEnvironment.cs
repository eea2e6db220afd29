using EmbeddedTemporal;
using Temporalio.Client;

namespace Temporalio.Testing.Environments;

/// <summary>An environment whose time stands still, and skips to the next timer while a result is waited for.</summary>
internal sealed class TimeSkippingEnvironment : EmbeddedEnvironment
{
    private readonly TimeSkippingClock _clock;
    private int _autoSkippingDisabled;

    private TimeSkippingEnvironment(TemporalClient client, EmbeddedTemporalServer server, TimeSkippingClock clock)
        : base(client, server)
    {
        _clock = clock;
        client.WaitingForResult = SkipWhileWaiting;
    }

    public override bool SupportsTimeSkipping => true;

    public static async Task<WorkflowEnvironment> StartAsync(TemporalClientConnectOptions options)
    {
        var clock = new TimeSkippingClock();
        var server = await StartServerAsync(options, null, clock).ConfigureAwait(false);
        return new TimeSkippingEnvironment(await ConnectAsync(options, server).ConfigureAwait(false), server, clock);
    }

    public override async Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null)
    {
        using var skipping = new Unlocked(_clock);
        await Task.Delay(delay, _clock, cancellationToken ?? CancellationToken.None).ConfigureAwait(false);
    }

    public override Task<DateTime> GetCurrentTimeAsync() => Task.FromResult(_clock.GetUtcNow().UtcDateTime);

    internal override IDisposable DisableAutoTimeSkipping() => new SkippingDisabled(this);

    private IDisposable SkipWhileWaiting() => Volatile.Read(ref _autoSkippingDisabled) > 0 ? new SkippingDisabled(this) : new Unlocked(_clock);

    private sealed class Unlocked : IDisposable
    {
        private readonly TimeSkippingClock _clock;

        public Unlocked(TimeSkippingClock clock) => (_clock = clock).Unlock();

        public void Dispose() => _clock.Lock();
    }

    private sealed class SkippingDisabled : IDisposable
    {
        private readonly TimeSkippingEnvironment _environment;

        public SkippingDisabled(TimeSkippingEnvironment environment) => Interlocked.Increment(ref (_environment = environment)._autoSkippingDisabled);

        public void Dispose() => Interlocked.Decrement(ref _environment._autoSkippingDisabled);
    }
}
