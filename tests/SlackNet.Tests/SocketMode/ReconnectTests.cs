using System.Threading.Channels;
using NSubstitute;
using SlackNet.Interaction;
using SlackNet.SocketMode;
using SlackNet.WebApi;

namespace SlackNet.Tests.SocketMode;

/// <summary>Slack allows ten connections for each app, and ends the others at once.</summary>
public sealed class ReconnectTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Connections_that_Slack_ends_at_once_are_opened_after_growing_pauses()
    {
        var time = new RecordedTime();
        var api = Substitute.For<ISlackApiClient>();
        api.AppsConnectionsApi.Open(Arg.Any<CancellationToken>()).Returns(new ConnectionOpenResponse { Url = "wss://slack.test/" });
        var sockets = new SocketsInHand { CloseAtOnce = true };
        using var client = new SlackSocketModeClient(api, sockets, Substitute.For<IRequestDispatcher>(), Default.JsonSettings(), Default.Logger, time);

        await client.Connect(new SocketModeConnectionOptions { NumberOfConnections = 1 }).WaitAsync(_patience);
        var pauses = new List<TimeSpan>();
        while (pauses.Count < 10)
        {
            pauses.Add(await time.NextPauseAsync());
        }

        Assert.Equal(10, sockets.Created);
        AssertGrowing(pauses);
    }

    [Fact]
    public async Task Refused_connections_are_opened_after_growing_pauses()
    {
        var time = new RecordedTime();
        var api = Substitute.For<ISlackApiClient>();
        var asked = 0;
        api.AppsConnectionsApi.Open(Arg.Any<CancellationToken>()).Returns<ConnectionOpenResponse>(_ =>
        {
            Interlocked.Increment(ref asked);
            throw new SlackException(new ErrorResponse { Error = "invalid_auth" });
        });
        using var client = new SlackSocketModeClient(api, new SocketsInHand(), Substitute.For<IRequestDispatcher>(), Default.JsonSettings(), Default.Logger, time);

        var connected = client.Connect(new SocketModeConnectionOptions { NumberOfConnections = 1 });
        var pauses = new List<TimeSpan>();
        while (pauses.Count < 10)
        {
            pauses.Add(await time.NextPauseAsync());
        }

        Assert.False(connected.IsCompleted);
        Assert.Equal(10, asked);
        AssertGrowing(pauses);
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

    private static void AssertGrowing(List<TimeSpan> pauses)
    {
        var longest = ReconnectPause.First;
        foreach (var pause in pauses)
        {
            Assert.InRange(pause, longest / 2, longest);
            longest = longest * 2 < ReconnectPause.Limit ? longest * 2 : ReconnectPause.Limit;
        }
    }

    /// <summary>Time does not pass; a pause ends when the test asks for the next one.</summary>
    private sealed class RecordedTime : TimeProvider
    {
        private readonly Channel<(TimeSpan Pause, Action End)> _pauses = global::System.Threading.Channels.Channel.CreateUnbounded<(TimeSpan, Action)>();

        private Action _end = () => { };

        public override long GetTimestamp() => 0;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _pauses.Writer.TryWrite((dueTime, () => callback(state)));
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
