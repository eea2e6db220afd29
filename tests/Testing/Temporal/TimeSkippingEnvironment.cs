using EmbeddedTemporal;
using EmbeddedTemporal.Time;
using SlackClaudeBot.Workflows.Contracts.Tasks;
using Temporalio.Client;
using Temporalio.Client.Interceptors;
using Temporalio.Testing;

namespace SlackClaudeBot.Testing.Temporal;

/// <summary>
/// The SDK's test environment over the embedded service in this process. Its clock goes at its usual pace, and skips to the next
/// timer while a result is awaited, as the SDK's own time-skipping test server does.
/// </summary>
public sealed class TimeSkippingEnvironment : WorkflowEnvironment
{
    private readonly EmbeddedTemporalServer _server;
    private readonly TimeSkippingClock _clock;
    private readonly Skipping _skipping;

    private TimeSkippingEnvironment(ITemporalClient client, EmbeddedTemporalServer server, TimeSkippingClock clock, Skipping skipping)
        : base(client)
    {
        (_server, _clock, _skipping) = (server, clock, skipping);
    }

    /// <inheritdoc/>
    public override bool SupportsTimeSkipping => true;

    /// <summary>Starts a service in memory and connects to it.</summary>
    /// <param name="options">How to connect; the address is set here.</param>
    public static async Task<WorkflowEnvironment> StartAsync(TemporalClientConnectOptions? options = null)
    {
        var clock = new TimeSkippingClock();
        var skipping = new Skipping(clock);
        var server = await EmbeddedTemporalServer.StartAsync(new() { Port = 0, TimeProvider = clock, SearchAttributes = TaskSearchAttributes.Types });
        var connect = (TemporalClientConnectOptions?)options?.Clone() ?? new();
        connect.TargetHost = server.Address;
        connect.Interceptors = [.. connect.Interceptors ?? [], skipping];
        return new TimeSkippingEnvironment(await TemporalClient.ConnectAsync(connect), server, clock, skipping);
    }

    /// <inheritdoc/>
    public override Task DelayAsync(TimeSpan delay, CancellationToken? cancellationToken = null) =>
        _clock.UnlockWithSleepAsync(delay, cancellationToken ?? CancellationToken.None);

    /// <inheritdoc/>
    public override Task<DateTime> GetCurrentTimeAsync() => Task.FromResult(_clock.GetUtcNow().UtcDateTime);

    /// <inheritdoc/>
    public override async Task<T> WithAutoTimeSkippingDisabledAsync<T>(Func<Task<T>> func)
    {
        ArgumentNullException.ThrowIfNull(func);
        using var disabled = _skipping.Disable();
        return await func();
    }

    /// <inheritdoc/>
    public override async Task ShutdownAsync() => await _server.DisposeAsync();

    /// <summary>Lets time skip while at least one client waits for the result of a workflow.</summary>
    private sealed class Skipping(TimeSkippingClock clock) : IClientInterceptor
    {
        private readonly Lock _gate = new();
        private int _disabled;
        private int _waiting;

        public End Disable()
        {
            Interlocked.Increment(ref _disabled);
            return new End(() => Interlocked.Decrement(ref _disabled));
        }

        public ClientOutboundInterceptor InterceptClient(ClientOutboundInterceptor nextInterceptor) => new Outbound(this, nextInterceptor);

        private End? SkipWhileWaiting()
        {
            if (Volatile.Read(ref _disabled) > 0)
            {
                return null;
            }

            lock (_gate)
            {
                if (_waiting++ == 0)
                {
                    clock.Unlock();
                }
            }

            return new End(StopWaiting);
        }

        private void StopWaiting()
        {
            lock (_gate)
            {
                if (--_waiting == 0)
                {
                    clock.Lock();
                }
            }
        }

        private sealed class Outbound(Skipping skipping, ClientOutboundInterceptor next) : ClientOutboundInterceptor(next)
        {
            public override async Task<WorkflowHistoryEventPage> FetchWorkflowHistoryEventPageAsync(FetchWorkflowHistoryEventPageInput input)
            {
                // Only GetResultAsync waits for new events.
                using var skips = input.WaitNewEvent ? skipping.SkipWhileWaiting() : null;
                return await base.FetchWorkflowHistoryEventPageAsync(input);
            }
        }
    }

    private sealed class End(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
