using Temporalio.Activities;
using Temporalio.Testing;

namespace Temporalio.Tests.Testing;

public class ActivityEnvironmentTests
{
    [Fact]
    public async Task An_activity_runs_with_a_context_and_without_a_worker()
    {
        var heartbeats = new List<object?>();
        var environment = new ActivityEnvironment { Heartbeater = heartbeats.AddRange };
        var result = await environment.RunAsync(async () =>
        {
            ActivityExecutionContext.Current.Heartbeat(1, "two");
            await Task.Yield();
            return ActivityExecutionContext.Current.Info.ActivityId;
        });
        Assert.Equal("test", result);
        Assert.Equal([1, "two"], heartbeats);
        Assert.False(ActivityExecutionContext.HasCurrent);
    }

    [Fact]
    public async Task An_activity_learns_why_it_is_cancelled()
    {
        var environment = new ActivityEnvironment();
        var running = environment.RunAsync(async () =>
        {
            var context = ActivityExecutionContext.Current;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, context.CancellationToken));
            return (context.CancelReason, context.CancellationDetails!.IsTimedOut);
        });
        environment.Cancel(ActivityCancelReason.Timeout);
        Assert.Equal((ActivityCancelReason.Timeout, true), await running);
    }
}
