using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using SlackClaudeBot.Slack.Inbound.SocketMode;

namespace SlackClaudeBot.Slack.Tests.Inbound.SocketMode;

/// <summary>Slack allows ten connections for each app, and ends the others at once.</summary>
public sealed class ReconnectTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connections_that_Slack_refuses_or_ends_at_once_are_opened_after_growing_pauses(bool refuse)
    {
        var time = new RecordedTime();
        var sockets = new SocketsInHand { CloseAtOnce = true, Refuse = refuse };
        using var connections = new SocketModeConnections(sockets, null!, time, Substitute.For<IHostApplicationLifetime>(), NullLogger<SocketModeConnections>.Instance);

        await connections.StartAsync(CancellationToken.None);
        var pauses = new List<TimeSpan>();
        while (pauses.Count < 10)
        {
            pauses.Add(await time.NextPauseAsync());
        }

        Assert.Equal(10, sockets.Created);
        Assert.False(connections.IsConnected);
        var longest = ReconnectPause.First;
        foreach (var pause in pauses)
        {
            Assert.InRange(pause, longest / 2, longest);
            longest = longest * 2 < ReconnectPause.Limit ? longest * 2 : ReconnectPause.Limit;
        }

        await connections.StopAsync(CancellationToken.None).WaitAsync(_patience);
    }

    [Fact]
    public void A_connection_that_worked_is_replaced_at_once_and_starts_the_pauses_again()
    {
        var pause = new ReconnectPause();
        for (var i = 0; i < 10; i++)
        {
            pause.After(TimeSpan.Zero);
        }

        Assert.Equal(TimeSpan.Zero, pause.After(TimeSpan.FromHours(1)));
        Assert.True(pause.After(TimeSpan.Zero) <= ReconnectPause.First);
    }

    [Fact]
    public void Pauses_differ() => Assert.NotEqual(new ReconnectPause().After(TimeSpan.Zero), new ReconnectPause().After(TimeSpan.Zero));

    /// <summary>Time does not pass; a pause ends when the test asks for the next one.</summary>
    private sealed class RecordedTime : TimeProvider
    {
        // The second connection waits so long for its first attempt; it stays out of this test.
        private static readonly TimeSpan _second = TimeSpan.FromSeconds(10);

        private readonly Channel<(TimeSpan Pause, Action End)> _pauses = Channel.CreateUnbounded<(TimeSpan, Action)>();
        private Action _end = () => { };

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != _second)
            {
                _pauses.Writer.TryWrite((dueTime, () => callback(state)));
            }

            return Substitute.For<ITimer>();
        }

        public async Task<TimeSpan> NextPauseAsync()
        {
            _end();
            (var pause, _end) = await _pauses.Reader.ReadAsync().AsTask().WaitAsync(_patience);
            return pause;
        }
    }
}
