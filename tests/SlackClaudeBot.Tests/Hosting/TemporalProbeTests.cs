using EmbeddedTemporal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SlackClaudeBot.Hosting;
using SlackClaudeBot.Tasks;
using TemporalConnection = SlackClaudeBot.Hosting.TemporalConnection;

namespace SlackClaudeBot.Tests.Hosting;

public sealed class TemporalProbeTests
{
    [Fact]
    public async Task A_service_with_the_namespace_is_ready()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });

        Assert.Equal(TemporalOutcome.Ready, (await AskAsync(service.Address, "default")).Outcome);
    }

    [Fact]
    public async Task A_missing_namespace_is_refused_with_how_to_create_it()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });

        var answer = await AskAsync(service.Address, "nope");

        Assert.Equal(TemporalOutcome.Refused, answer.Outcome);
        Assert.Contains("temporal operator namespace create -n nope", answer.Help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_refused_is_not_waited_for()
    {
        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = 0 });
        await using var front = await TemporalFront.StartAsync(service.Address);
        front.Answer = (_, context) => TemporalFront.EndAsync(context, 16);

        var options = new TemporalOptions { Address = front.Address };
        var failure = await Assert.ThrowsAsync<StartException>(() => TemporalWait.UntilReadyAsync(options, TimeProvider.System, NullLogger.Instance, CancellationToken.None));

        Assert.Contains("refuses the credentials", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_starts_later_is_waited_for()
    {
        var port = Programs.DeadWorld.FreePort();
        var log = new Lines();
        var waiting = TemporalWait.UntilReadyAsync(new TemporalOptions { Address = $"127.0.0.1:{port}" }, TimeProvider.System, log, CancellationToken.None);
        await log.First;

        await using var service = await EmbeddedTemporalServer.StartAsync(new EmbeddedTemporalOptions { Port = port });
        await waiting.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, log.Count);
    }

    private static Task<TemporalAnswer> AskAsync(string address, string name) =>
        TemporalProbe.AskAsync(TemporalConnection.For(new TemporalOptions { Address = address, Namespace = name }, address, NullLoggerFactory.Instance), CancellationToken.None);

    private sealed class Lines : ILogger
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task First => _first.Task;

        public int Count => _count;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _count);
            _first.TrySetResult();
        }
    }
}
