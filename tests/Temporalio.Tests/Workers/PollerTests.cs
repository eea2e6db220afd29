using Microsoft.Extensions.Logging.Abstractions;
using Temporalio.Exceptions;
using Temporalio.Worker.Tasks;

namespace Temporalio.Tests.Workers;

public sealed class PollerTests : IDisposable
{
    private readonly SemaphoreSlim _room = new(1);
    private readonly JumpingClock _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private int _polls;

    [Theory]
    [InlineData(RpcException.StatusCode.PermissionDenied)]
    [InlineData(RpcException.StatusCode.Unauthenticated)]
    [InlineData(RpcException.StatusCode.NotFound)]
    [InlineData(RpcException.StatusCode.InvalidArgument)]
    [InlineData(RpcException.StatusCode.Unimplemented)]
    [InlineData(RpcException.StatusCode.FailedPrecondition)]
    public async Task A_service_that_refuses_is_asked_every_ten_seconds_for_a_minute(RpcException.StatusCode code)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => PollAsync(_ => throw new RpcException(code, "no", null)));

        Assert.Equal(code, error.Code);
        Assert.Equal((8, TimeSpan.FromSeconds(70)), (_polls, _clock.Elapsed));
        Assert.Equal(1, _room.CurrentCount);
    }

    [Theory]
    [InlineData(RpcException.StatusCode.Unavailable)]
    [InlineData(RpcException.StatusCode.Internal)]
    [InlineData(RpcException.StatusCode.ResourceExhausted)]
    [InlineData(RpcException.StatusCode.DeadlineExceeded)]
    [InlineData(RpcException.StatusCode.Cancelled)]
    public async Task A_service_that_cannot_answer_is_asked_for_ever_at_growing_intervals(RpcException.StatusCode code)
    {
        await PollAsync(poll => throw new RpcException(code, poll == 50 ? $"later{Stop()}" : "later", null));

        Assert.Equal(50, _polls);

        // 0.2, 0.4, … 6.4 and then 10 seconds, each a fifth more or less at the most.
        Assert.InRange(_clock.Elapsed.TotalSeconds, 12.6 * 0.8 + 430 * 0.8, 12.6 * 1.2 + 440 * 1.2);
    }

    [Fact]
    public async Task An_answer_ends_the_minute()
    {
        await PollAsync(poll => poll switch
        {
            20 => Stop(),
            _ when poll % 5 == 0 => null,
            _ => throw new RpcException(RpcException.StatusCode.PermissionDenied, "no", null),
        });

        Assert.Equal(20, _polls);
        Assert.True(_clock.Elapsed > TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_task_keeps_its_room_until_it_is_done()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var polling = new Poller("tests", _room, _clock, NullLogger.Instance).RunAsync<string>(
            _ => Task.FromResult<string?>($"task {++_polls}"), _ => started.TrySetResult(), _stop.Token, CancellationToken.None);

        await started.Task;
        Assert.Equal((1, 0), (_polls, _room.CurrentCount));
        await _stop.CancelAsync();
        await polling;
    }

    public void Dispose()
    {
        _room.Dispose();
        _stop.Dispose();
    }

    private Task PollAsync(Func<int, string?> answer) => new Poller("tests", _room, _clock, NullLogger.Instance).RunAsync<string>(
        _ => Task.Run(() => answer(++_polls)), _ => Assert.Fail("There is no task."), _stop.Token, CancellationToken.None);

    private string? Stop()
    {
        _stop.Cancel();
        return null;
    }
}
